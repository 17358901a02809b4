import fc from "fast-check";
import { expect, test } from "vitest";
import { misranked, rankingWeights } from "../../search/ranking-weights.ts";

const losses = fc.integer({ min: 1, max: 30 }).chain((draws) =>
  fc.array(fc.array(fc.integer({ min: 0, max: 12 }), { minLength: draws, maxLength: draws }), {
    minLength: 1,
    maxLength: 6,
  }),
);

test("weights are shares of the draws, in sum 1, whatever the order of the models before our own", () => {
  fc.assert(
    fc.property(losses, (all) => {
      const weights = rankingWeights(all);
      expect(weights).toHaveLength(all.length);
      expect(weights.every((weight) => weight >= 0)).toBe(true);
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9);
      const others = all.slice(0, -1).toReversed();
      const turned = rankingWeights([...others, all.at(-1)!]);
      expect([...turned.slice(0, -1)].reverse()).toEqual([...weights.slice(0, -1)]);
    }),
  );
});

test("the model that always ranks best has all weight, and one that is mostly worse than ours ever is none", () => {
  const own = Array.from({ length: 20 }, (_, i) => 5 + (i % 3));
  expect([...rankingWeights([own.map(() => 1), own.map(() => 2), own])]).toEqual([1, 0, 0]);
  // Least in nine draws of twenty, but its median is above the 95th percentile of ours.
  const erratic = own.map((_, i) => (i < 9 ? 0 : 30));
  expect([...rankingWeights([erratic, own])]).toEqual([0, 1]);
  const [half, other] = rankingWeights([own, own]);
  expect([half, other]).toEqual([0.5, 0.5]);
});

test("pairs that are ranked wrongly are counted as they are in all pairs", () => {
  const numbers = fc.array(fc.record({ a: fc.integer(), b: fc.integer() }), { maxLength: 12 });
  fc.assert(
    fc.property(numbers, (all) => {
      const distinct = all.filter(({ a, b }, i) => !all.slice(0, i).some((other) => other.a === a || other.b === b));
      const slow = distinct.flatMap((one, i) =>
        distinct.slice(0, i).filter((other) => Math.sign(one.a - other.a) !== Math.sign(one.b - other.b)),
      );
      const [predicted, values] = [distinct.map(({ a }) => a), distinct.map(({ b }) => b)];
      expect(misranked(predicted, values)).toBe(slow.length);
      expect(misranked(values, values)).toBe(0);
    }),
  );
});
