import fc from "fast-check";
import { expect, test } from "vitest";
import { plane } from "../../../server/plots/plane.ts";

test("vectors in a plane are as far from each other as they were", () => {
  const point = fc.tuple(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 1, max: 1_000 }));
  fc.assert(
    fc.property(fc.array(point, { minLength: 3, maxLength: 20 }), (points) => {
      // All in one plane of four dimensions, each of length one.
      const vectors = points.map(([a, b]) => {
        const length = Math.hypot(a, b);
        return Float32Array.from([a / length, 0, b / length, 0]);
      });
      const { xs, ys, explained } = plane(vectors);
      for (const [i, one] of vectors.entries())
        for (const [j, other] of vectors.entries())
          expect(Math.hypot(xs[i]! - xs[j]!, ys[i]! - ys[j]!)).toBeCloseTo(
            Math.hypot(...one.map((value, k) => value - other[k]!)),
            4,
          );
      expect(explained[0] + explained[1]).toBeLessThanOrEqual(1 + 1e-6);
      expect(explained[0]).toBeGreaterThanOrEqual(explained[1] - 1e-9);
    }),
  );
});

test("equal vectors are at one place", () => {
  const { xs, ys, explained } = plane([1, 2, 3].map(() => Float32Array.from([1, 2])));
  expect(new Set([...xs, ...ys].map((value) => Math.abs(value) < 1e-9))).toEqual(new Set([true]));
  expect(explained).toEqual([0, 0]);
});
