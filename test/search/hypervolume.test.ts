import fc from "fast-check";
import { expect, test } from "vitest";
import { hypervolume } from "../../search/index.ts";
import { seeded } from "./seeded.ts";

const coordinate = fc.integer({ min: 0, max: 12 });
const points = fc.array(fc.tuple(coordinate, coordinate), { maxLength: 20 });

test("on whole numbers it counts the unit squares that some point covers", () => {
  fc.assert(
    fc.property(points, fc.tuple(coordinate, coordinate), (all, reference) => {
      let squares = 0;
      for (let x = reference[0]; x < 12; x++) {
        for (let y = reference[1]; y < 12; y++) if (all.some((p) => p[0] > x && p[1] > y)) squares++;
      }
      expect(hypervolume(all, reference)).toBe(squares);
    }),
  );
});

test("on real numbers it agrees with random sampling", () => {
  const random = seeded(3)("points");
  const all = Array.from({ length: 12 }, () => [random(), random()] as [number, number]);
  const samples = 40_000;
  let inside = 0;
  for (let i = 0; i < samples; i++) {
    const [x, y] = [random(), random()];
    if (all.some((p) => p[0] >= x && p[1] >= y)) inside++;
  }
  expect(hypervolume(all, [0, 0])).toBeCloseTo(inside / samples, 1.8); // five standard errors are 0.0125
});

test("a front of n equal stairs under the diagonal covers (n + 1) / 2n of the unit square", () => {
  for (const n of [1, 2, 10, 1000]) {
    const stairs = Array.from({ length: n }, (_, i) => [(i + 1) / n, (n - i) / n] as [number, number]);
    expect(hypervolume(stairs, [0, 0])).toBeCloseTo((n + 1) / (2 * n), 12);
  }
});

test("it does not mind order or duplicates, and another point never lowers it", () => {
  fc.assert(
    fc.property(points, fc.tuple(coordinate, coordinate), (all, extra) => {
      const area = hypervolume(all, [2, 2]);
      expect(hypervolume([...all].reverse(), [2, 2])).toBe(area);
      expect(hypervolume([...all, ...all], [2, 2])).toBe(area);
      expect(hypervolume([...all, extra], [2, 2])).toBeGreaterThanOrEqual(area);
    }),
  );
});

test("points no better than the reference cover nothing; NaN is refused", () => {
  expect(hypervolume([], [0, 0])).toBe(0);
  expect(
    hypervolume(
      [
        [5, 0],
        [0, 5],
        [-1, 9],
      ],
      [0, 0],
    ),
  ).toBe(0);
  expect(() => hypervolume([[1, 1]], [0, Number.NaN])).toThrow("reference");
});

const point3 = fc.tuple(
  ...([0, 1, 2].map(() => fc.integer({ min: 0, max: 6 })) as [
    fc.Arbitrary<number>,
    fc.Arbitrary<number>,
    fc.Arbitrary<number>,
  ]),
);

test("of three objectives it counts the unit cubes that some point covers", () => {
  fc.assert(
    fc.property(fc.array(point3, { maxLength: 15 }), point3, (all, [a, b, c]) => {
      let cubes = 0;
      for (let x = a; x < 6; x++) {
        for (let y = b; y < 6; y++) {
          for (let z = c; z < 6; z++) if (all.some((p) => p[0] > x && p[1] > y && p[2] > z)) cubes++;
        }
      }
      expect(hypervolume(all, [a, b, c])).toBe(cubes);
    }),
  );
});

test("a third objective that is equal for all multiplies the area", () => {
  fc.assert(
    fc.property(points, (all) => {
      const flat = all.map((p) => [...p, 3]);
      expect(hypervolume(flat, [1, 1, 1])).toBe(2 * hypervolume(all, [1, 1]));
    }),
  );
});

test("other numbers of objectives, and points of another width, are refused", () => {
  expect(() => hypervolume([], [0])).toThrow("two or three objectives, not 1");
  expect(() => hypervolume([[1, 2, 3]], [0, 0])).toThrow("Point 0 has 3 objectives");
});
