import fc from "fast-check";
import { expect, test } from "vitest";
import { hypervolume, mostGain } from "../../search/index.ts";

const coordinate = fc.integer({ min: -2, max: 8 });
const points = fc.array(fc.tuple(coordinate, coordinate), { maxLength: 8 });
const reference = [0, 0] as const;

test("each choice adds most of what is left to add, and none adds nothing", () => {
  fc.assert(
    fc.property(points, points, fc.integer({ min: 0, max: 4 }), (all, covered, count) => {
      const chosen = mostGain(all, (p) => p, { covered, reference, count });
      expect(chosen.length).toBeLessThanOrEqual(count);
      const area = [...covered];
      for (const choice of chosen) {
        const gain = (p: [number, number]) => hypervolume([...area, p], reference) - hypervolume(area, reference);
        expect(gain(choice)).toBe(Math.max(...all.map(gain)));
        expect(gain(choice)).toBeGreaterThan(0);
        area.push(choice);
      }
      if (chosen.length < count) {
        for (const p of all) expect(hypervolume([...area, p], reference)).toBe(hypervolume(area, reference));
      }
    }),
  );
});

test("greedy choices add at least 1 - 1/e of what the best pair adds", () => {
  fc.assert(
    fc.property(points, points, (all, covered) => {
      const added = (more: [number, number][]) =>
        hypervolume([...covered, ...more], reference) - hypervolume(covered, reference);
      const bestPair = Math.max(0, ...all.flatMap((p) => all.map((q) => added([p, q]))));
      const chosen = mostGain(all, (p) => p, { covered, reference, count: 2 });
      expect(added(chosen)).toBeGreaterThanOrEqual((1 - 1 / Math.E) * bestPair);
    }),
  );
});
