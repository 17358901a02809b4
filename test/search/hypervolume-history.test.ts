import fc from "fast-check";
import { expect, test } from "vitest";
import { hypervolumeHistory } from "../../search/hypervolume-history.ts";
import { hypervolume, worstOutcome } from "../../search/index.ts";

const rate = fc.double({ min: -1.5, max: 1, noNaN: true });
const histories = fc.array(fc.option(fc.tuple(rate, rate)), { maxLength: 60 });

test("after each point it is the hypervolume of all that came so far", () => {
  fc.assert(
    fc.property(histories, (points) => {
      const slow = points.map((_, at) =>
        hypervolume(
          points.slice(0, at + 1).flatMap((point) => (point ? [point] : [])),
          worstOutcome,
        ),
      );
      const fast = hypervolumeHistory(points);
      expect(fast).toHaveLength(slow.length);
      for (const [at, volume] of fast.entries()) expect(volume).toBeCloseTo(slow[at]!, 12);
    }),
  );
});

test("three objectives under a reference of one's own, too", () => {
  const points = [[1, 1, 1], null, [2, 1, 1], [1, 1, 1], [0, 0, 3]];
  expect(hypervolumeHistory(points, [0, 0, 0])).toEqual([1, 1, 2, 2, 2]);
});
