import fc from "fast-check";
import { expect, test } from "vitest";
import { crowdingDistances, spread } from "../../search/index.ts";

const front = fc
  .uniqueArray(fc.integer({ min: 0, max: 1000 }), { maxLength: 25 })
  .map((xs) => xs.map((x) => [x, (1000 - x) ** 2]));

test("evenly spaced points inside a front are equally crowded, its ends not at all", () => {
  const distances = crowdingDistances([
    [0, 4],
    [1, 3],
    [2, 2],
    [3, 1],
    [4, 0],
  ]);
  expect(distances).toEqual([Infinity, 1, 1, 1, Infinity]);
});

test("the spread keeps both ends, no more than asked, in the order given", () => {
  fc.assert(
    fc.property(front, fc.integer({ min: 2, max: 10 }), (points, count) => {
      const kept = spread(points, (p) => p, count);
      expect(kept).toEqual(points.filter((p) => kept.includes(p)));
      expect(kept).toHaveLength(Math.min(count, points.length));
      const xs = points.map(([x]) => x!);
      for (const end of points.length > 0 ? [Math.min(...xs), Math.max(...xs)] : []) {
        expect(kept.map(([x]) => x)).toContain(end);
      }
    }),
  );
});

test("of a cluster one is kept, of duplicates the first", () => {
  expect(
    spread(
      [
        [0, 10],
        [5, 5],
        [5.01, 4.99],
        [5.02, 4.98],
        [10, 0],
      ],
      (p) => p,
      3,
    ),
  ).toHaveLength(3);
  const kept = spread(
    [
      [0, 10],
      [5, 5],
      [5.01, 4.99],
      [5.02, 4.98],
      [10, 0],
    ],
    (p) => p,
    3,
  ).map(([x]) => x!);
  expect(kept[1]).toBeCloseTo(5, 1);
  const twins = [{ at: [1, 1] }, { at: [1, 1] }, { at: [1, 1] }];
  expect(spread(twins, ({ at }) => at, 1)[0]).toBe(twins[0]);
});
