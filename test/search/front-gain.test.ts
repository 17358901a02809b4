import fc from "fast-check";
import { expect, test } from "vitest";
import { expectedGain } from "../../search/expected-gain.ts";
import { FrontGain } from "../../search/front-gain.ts";
import { hypervolume } from "../../search/index.ts";
import { warped } from "../../search/step-model.ts";

const floor = -0.5;
const rated = fc.record({
  ar: fc.integer({ min: -60, max: 20 }).map((percent) => percent / 100),
  pr: fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100),
});
const measured = fc.array(rated, { maxLength: 12 });
const area = (points: readonly { ar: number; pr: number }[], target = 0) =>
  hypervolume(
    points.map(({ ar, pr }) => [ar, pr]),
    [floor, target],
  );

test("with all area of equal worth it is the gain of hypervolume", () => {
  fc.assert(
    fc.property(measured, rated, (points, { ar, pr }) => {
      const gain = new FrontGain(points, { target: 0.3, floor, below: 1, atTarget: 0 });
      expect(gain.of(ar, pr)).toBeCloseTo(area([...points, { ar, pr }]) - area(points), 9);
    }),
  );
});

test("area below the target counts its share, and the best AR at the target counts beside", () => {
  fc.assert(
    fc.property(measured, rated, (points, next) => {
      const target = 0.3;
      const added = (from: number) => area([...points, next], from) - area(points, from);
      const best = Math.max(floor, ...points.filter(({ pr }) => pr >= target).map(({ ar }) => ar));
      const rise = next.pr >= target ? Math.max(0, next.ar - best) : 0;
      const gain = new FrontGain(points, { target, floor, below: 0.25, atTarget: 2 });
      const expected = added(target) + 0.25 * (added(0) - added(target)) + 2 * rise;
      expect(gain.of(next.ar, next.pr)).toBeCloseTo(expected, 9);
    }),
  );
});

test("what is dominated adds nothing, what dominates adds something", () => {
  fc.assert(
    fc.property(measured, rated, (points, { ar, pr }) => {
      const gain = new FrontGain(points, { target: 0.3, floor, below: 0.3, atTarget: 0.5 });
      const worse = points.some((point) => point.ar >= ar && point.pr >= pr);
      const counts = ar > floor && pr > 0;
      expect(gain.of(ar, pr) > 1e-12).toBe(counts && !worse);
    }),
  );
});

const worth = { target: 0.3, floor, below: 0.3, atTarget: 0.5 };

test("without uncertainty the expected gain is the gain", () => {
  fc.assert(
    fc.property(measured, rated, rated, (points, from, next) => {
      const gain = new FrontGain(points, worth);
      const change = { mean: warped(next.ar - from.ar), deviation: 1e-9 };
      const expected = gain.of(next.ar, Math.min(from.pr + 0.1, 1));
      expect(expectedGain(gain, from, 0.1, change, 1)).toBeCloseTo(expected, 6);
    }),
  );
});

test("it agrees with an average over many draws", () => {
  fc.assert(
    fc.property(measured, rated, fc.integer({ min: 1, max: 10 }), (points, from, tenths) => {
      const gain = new FrontGain(points, worth);
      const deviation = tenths / 10;
      const change = { mean: warped(-0.01), deviation };
      // The middle of each of 4,000 equal slices of ±5 deviations, by its density.
      let [sum, weights] = [0, 0];
      for (let i = 0; i < 4000; i++) {
        const z = -5 + (10 * (i + 0.5)) / 4000;
        const density = Math.exp((-z * z) / 2);
        const ar = from.ar + Math.sinh(change.mean + deviation * z) * 0.02;
        sum += density * gain.of(Math.min(Math.max(ar, -1), 0.25), Math.min(from.pr + 0.2, 1));
        weights += density;
      }
      expect(expectedGain(gain, from, 0.2, change, 0.25)).toBeCloseTo(sum / weights, 2);
    }),
    { numRuns: 50 },
  );
});

test("more uncertainty never makes hopeless steps worth less than nothing, and hope is worth something", () => {
  const gain = new FrontGain([{ ar: 0, pr: 0.5 }], worth);
  const behind = { mean: warped(-0.05), deviation: 0.01 };
  const from = { ar: 0, pr: 0.2 };
  expect(expectedGain(gain, from, 0.1, behind, 1)).toBe(0);
  expect(expectedGain(gain, from, 0.1, { ...behind, deviation: 1 }, 1)).toBeGreaterThan(0);
});
