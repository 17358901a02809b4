import fc from "fast-check";
import { expect, test } from "vitest";
import { FrontGain } from "../../search/front-gain.ts";
import { hypervolume } from "../../search/index.ts";
import { VolumeGain } from "../../search/volume-gain.ts";

const floor = -0.5;
const percents = (min: number, max: number) => fc.integer({ min, max }).map((percent) => percent / 100);
const rated = fc.record({ ar: percents(-60, 20), pr: percents(0, 100), cr: percents(-30, 100) });
const measured = fc.array(rated, { maxLength: 12 });
type Point = { ar: number; pr: number; cr: number };
const volume = (points: readonly Point[], target = 0) =>
  hypervolume(
    points.map(({ ar, pr, cr }) => [ar, pr, cr]),
    [floor, target, 0],
  );

test("with all volume of equal worth it is the gain of hypervolume", () => {
  fc.assert(
    fc.property(measured, rated, (points, next) => {
      const gain = new VolumeGain(points, { target: 0.3, floor, below: 1, atTarget: 0 });
      expect(gain.at(next.cr).of(next.ar, next.pr)).toBeCloseTo(volume([...points, next]) - volume(points), 9);
    }),
  );
});

test("volume below the target counts its share, and the best AR at the target counts beside", () => {
  fc.assert(
    fc.property(measured, rated, percents(0, 90), (points, next, target) => {
      const added = (from: number) => volume([...points, next], from) - volume(points, from);
      const best = Math.max(floor, ...points.filter(({ pr }) => pr >= target).map(({ ar }) => ar));
      const rise = next.pr >= target ? Math.max(0, next.ar - best) : 0;
      const gain = new VolumeGain(points, { target, floor, below: 0.25, atTarget: 2 });
      const expected = added(target) + 0.25 * (added(0) - added(target)) + 2 * rise;
      expect(gain.at(next.cr).of(next.ar, next.pr)).toBeCloseTo(expected, 9);
    }),
  );
});

test("where every scheme removes all of the cost it is the gain of two objectives", () => {
  fc.assert(
    fc.property(measured, rated, (points, { ar, pr }) => {
      const worth = { target: 0.3, floor, below: 0.3, atTarget: 0.5 };
      const gain = new VolumeGain(
        points.map((point) => ({ ...point, cr: 1 })),
        worth,
      );
      expect(gain.at(1).of(ar, pr)).toBeCloseTo(new FrontGain(points, worth).of(ar, pr), 9);
    }),
  );
});

test("the order of the schemes plays no part, nor which other questions were asked", () => {
  fc.assert(
    fc.property(measured, fc.array(rated, { minLength: 1, maxLength: 5 }), (points, questions) => {
      const worth = { target: 0.3, floor, below: 0.3, atTarget: 0.5 };
      const all = (gain: VolumeGain) => questions.map(({ ar, pr, cr }) => gain.at(cr).of(ar, pr));
      const answers = all(new VolumeGain(points, worth));
      expect(all(new VolumeGain(points.toReversed(), worth))).toEqual(answers);
      const one = new VolumeGain(points, worth).at(questions[0]!.cr);
      for (const { ar, pr } of questions) one.of(ar, pr);
      expect(one.of(questions[0]!.ar, questions[0]!.pr)).toBe(answers[0]);
    }),
  );
});
