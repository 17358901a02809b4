import fc from "fast-check";
import { expect, test } from "vitest";
import { ids } from "../../../graph/index.ts";
import { replayEarlyEnds, totalEarlyEnds } from "../../../server/bench/early-ends.ts";
import type { StepRecord } from "../../../server/bench/step-record.ts";

/** A step of so many parameters whose last training has this curve. */
function step(parameters: number, curve: number[]): StepRecord {
  const figures = (accuracy: number) => ({
    parameters,
    flops: 1,
    validationAccuracy: accuracy,
    testAccuracy: accuracy,
  });
  const [original, after] = [figures(0.9), figures(curve.at(-1)!)];
  return {
    ...{ key: "k", task: "t", network: "n", dataset: "d", seed: 1, method: "M", settings: {} },
    ...{ scheme: [ids.strategy.parse("M()")], original, before: original, after },
    stages: [{ ...after, operator: "fineTune", seconds: 1, curve }],
    ...{ seconds: 1, engineVersion: 1, hardware: "none" },
  };
}
const images = 600;
const hopeless = [0.3, 0.31, 0.31, 0.312, 0.312, 0.312];

test("a training that stays far below a smaller scheme is ended, and its epochs are saved", () => {
  const ends = replayEarlyEnds([step(50, [0.9, 0.9, 0.9, 0.9]), step(60, hopeless)], { images });
  expect(ends).toMatchObject({ watched: 2, ended: 1, epochs: 10, wrong: 0 });
  expect(ends.saved).toBeGreaterThan(0);
  expect(ends.saved).toBeLessThanOrEqual(hopeless.length - 3);
});

test("nothing is ended without a rival: the first step, one smaller than all before, one of few epochs", () => {
  const none = { ended: 0, saved: 0, wrong: 0 };
  expect(replayEarlyEnds([step(60, hopeless)], { images })).toMatchObject({ watched: 1, ...none });
  expect(replayEarlyEnds([step(60, [0.9, 0.9, 0.9, 0.9]), step(50, hopeless)], { images })).toMatchObject(none);
  expect(replayEarlyEnds([step(50, [0.9]), step(60, [0.1, 0.1, 0.1])], { images })).toMatchObject({
    watched: 0,
    ...none,
  });
});

test("with δ = 0 nothing is ever ended; counts are consistent and add up", () => {
  const accuracy = fc.double({ min: 0.05, max: 0.99, noNaN: true });
  const steps = fc.array(
    fc
      .tuple(fc.integer({ min: 1, max: 100 }), fc.array(accuracy, { minLength: 1, maxLength: 8 }))
      .map(([parameters, curve]) => step(parameters, curve)),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(steps, (rows) => {
      const never = replayEarlyEnds(rows, { images, chance: 0 });
      expect([never.ended, never.saved, never.wrong]).toEqual([0, 0, 0]);
      const ends = replayEarlyEnds(rows, { images });
      expect(ends.wrong).toBeLessThanOrEqual(ends.ended);
      expect(ends.ended).toBeLessThanOrEqual(ends.watched);
      expect(ends.saved).toBeLessThanOrEqual(ends.epochs - 3 * ends.ended);
      expect(ends.saved).toBeGreaterThanOrEqual(ends.ended);
      expect(totalEarlyEnds([ends, ends])).toEqual(
        Object.fromEntries(Object.entries(ends).map(([name, count]) => [name, 2 * count])),
      );
    }),
    { numRuns: 40 },
  );
});
