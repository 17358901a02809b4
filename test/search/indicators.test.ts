import fc from "fast-check";
import { expect, test } from "vitest";
import { igdPlus, knee, paretoFront } from "../../search/index.ts";

const points = fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 20 })), {
  minLength: 1,
  maxLength: 15,
});

test("IGD+ is 0 where the front is reached, and no more points make it worse", () => {
  fc.assert(
    fc.property(points, points, (some, more) => {
      const reference = paretoFront([...some, ...more], (p) => p);
      expect(igdPlus([...some, ...more], reference)).toBe(0);
      expect(igdPlus([...some, ...more], some)).toBeLessThanOrEqual(igdPlus(more, some));
    }),
  );
});

test("IGD+ counts only what is missing: the mean distance downwards", () => {
  expect(
    igdPlus(
      [[3, 0]],
      [
        [0, 4],
        [3, 3],
      ],
    ),
  ).toBe((4 + 3) / 2);
  expect(() => igdPlus([], [[1, 1]])).toThrow("at least one point");
});

test("the knee of a convex front is where both are high", () => {
  const front = Array.from({ length: 101 }, (_, i) => [i / 100, Math.sqrt(1 - (i / 100) ** 2)] as const);
  expect(knee(front, (p) => p)![0]).toBeCloseTo(Math.SQRT1_2, 1);
  expect(knee([], () => [0, 0])).toBeUndefined();
});

test("the knee does not depend on the objectives' units", () => {
  fc.assert(
    fc.property(points, (all) => {
      const front = paretoFront(all, (p) => p);
      const scaled = knee(front, ([x, y]) => [4 * x - 8, y / 2]);
      expect(scaled).toBe(knee(front, (p) => p));
    }),
  );
});
