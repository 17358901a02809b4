import fc from "fast-check";
import { expect, test } from "vitest";
import { crowdingDistances } from "../../search/crowding.ts";

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

test("the order of points, and an objective in which all are equal, change nothing", () => {
  const front = fc
    .uniqueArray(fc.integer({ min: 0, max: 1000 }), { maxLength: 25 })
    .map((xs) => xs.map((x) => [x, (1000 - x) ** 2]));
  fc.assert(
    fc.property(front, (points) => {
      const distances = crowdingDistances(points);
      expect(crowdingDistances(points.toReversed())).toEqual(distances.toReversed());
      expect(crowdingDistances(points.map((point) => [...point, 7]))).toEqual(distances);
    }),
  );
});
