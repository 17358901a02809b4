import { randomLcg, randomNormal } from "d3-random";
import fc from "fast-check";
import { expect, test } from "vitest";
import { accuracyNoise } from "../../../server/bench/accuracy-noise.ts";

const values = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 6 });
const variance = (of: number[]) => {
  const mean = of.reduce((sum, value) => sum + value, 0) / of.length;
  return of.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (of.length - 1);
};

test("where seed and draw only add up, each has its own standard deviation, and nothing is left", () => {
  fc.assert(
    fc.property(values, values, (ofSeed, ofDraw) => {
      const noise = accuracyNoise(ofSeed.map((seed) => ofDraw.map((draw) => seed + draw)));
      expect(noise.bySeed).toBeCloseTo(Math.sqrt(variance(ofSeed)), 6);
      expect(noise.byDraw).toBeCloseTo(Math.sqrt(variance(ofDraw)), 6);
      expect(noise.rest).toBeCloseTo(0, 6);
      expect(noise.apart).toBeCloseTo(2 * Math.sqrt(2 * variance(ofSeed)), 6);
    }),
  );
});

test("what is exchanged is exchanged: seeds in place of draws; the standard error is below one measurement's spread", () => {
  const table = fc.tuple(fc.integer({ min: 2, max: 6 }), fc.integer({ min: 2, max: 6 })).chain(([seeds, draws]) =>
    fc.array(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: draws, maxLength: draws }), {
      minLength: seeds,
      maxLength: seeds,
    }),
  );
  fc.assert(
    fc.property(table, (accuracies) => {
      const noise = accuracyNoise(accuracies);
      const turned = accuracyNoise(accuracies[0]!.map((_, draw) => accuracies.map((row) => row[draw]!)));
      expect(turned.bySeed).toBeCloseTo(noise.byDraw, 6);
      expect(turned.byDraw).toBeCloseTo(noise.bySeed, 6);
      expect(turned.once).toBeCloseTo(noise.once, 6);
      expect(noise.standardError).toBeLessThanOrEqual(noise.once + 1e-9);
    }),
  );
});

test("planted standard deviations are found again", () => {
  const normal = randomNormal.source(randomLcg(0.2))(0, 1);
  const of = (count: number, deviation: number) => Array.from({ length: count }, () => deviation * normal());
  const [ofSeed, ofDraw] = [of(300, 0.02), of(300, 0.01)];
  const { bySeed, byDraw, rest, mean, standardError } = accuracyNoise(
    ofSeed.map((seed) => ofDraw.map((draw) => 0.9 + seed + draw + 0.005 * normal())),
  );
  expect(bySeed).toBeCloseTo(0.02, 2.5);
  expect(byDraw).toBeCloseTo(0.01, 2.5);
  expect(rest).toBeCloseTo(0.005, 3);
  expect(Math.abs(mean - 0.9)).toBeLessThan(4 * standardError);
});
