import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { baselines } from "../../embed/baselines.ts";
import { calibrate, spreadFactor } from "../../embed/calibration.ts";
import { fitTaskScale, validateExperience } from "../../embed/index.ts";
import type { Experience } from "../../graph/index.ts";
import { resnet56, smallGraph, someExperience, vgg16 } from "./small-graph.ts";
import { sources } from "./sources.ts";

const triples = smallGraph();
const foldOf = ({ task }: Experience) => (task === vgg16 || task.categories === 100 ? "vgg16" : "resnet56");
const options = { dim: 8, epochs: 5, refitEpochs: 1 };
const validate = (experience: Experience[], seed = 1) =>
  validateExperience({ triples, experience }, options, { foldOf, members: 2 }, { random: sources(seed) });

describe("leaving out one task at a time", () => {
  test("each result is foretold once, the same with the same seed", async () => {
    const found = await validate(someExperience);
    expect(found.folds).toEqual({ resnet56: 4, vgg16: 2 });
    expect(found.rows).toBe(6);
    expect(await validate(someExperience)).toEqual(found);
    expect(await validate(someExperience, 2)).not.toEqual(found);
    for (const { ar, pr, distance } of Object.values({ ...found.networks, ...found.baselines })) {
      expect(distance).toBeGreaterThanOrEqual(Math.max(ar, pr) - 1e-12);
      expect(distance).toBeLessThanOrEqual(ar + pr + 1e-12);
    }
  });

  test("what is left out teaches nothing: the baselines follow from the other fold by hand", async () => {
    const found = await validate(someExperience);
    const errors = someExperience.map((row) => {
      const known = someExperience.filter((each) => foldOf(each) !== foldOf(row));
      return Math.abs(known.reduce((sum, { ar }) => sum + ar, 0) / known.length - row.ar);
    });
    expect(found.baselines.mean.ar).toBeCloseTo(errors.reduce((sum, error) => sum + error, 0) / errors.length, 12);
  });

  test("results that no strategy agrees with are left out; one fold is nothing to leave out", async () => {
    const stranger = { ...someExperience[0]!, methodId: "HOS" };
    expect((await validate([...someExperience, stranger])).rows).toBe(6);
    await expect(validate(someExperience.slice(0, 1))).rejects.toMatchObject({ code: "no_experience" });
  });
});

describe("baselines", () => {
  const scale = fitTaskScale([resnet56, vgg16]);

  test("the method's mean is over its own results; of an unknown method, over all", () => {
    const row = { ...someExperience[0]!, methodId: "NS" };
    const ns = someExperience.filter(({ methodId }) => methodId === "NS");
    expect(baselines.methodMean(someExperience, row)[0]).toBeCloseTo(ns.reduce((s, { ar }) => s + ar, 0) / 3, 12);
    expect(baselines.methodMean(someExperience, { ...row, methodId: "LFB" })).toEqual(baselines.mean(someExperience));
  });

  test("what was asked for is the PR asked for, whatever was reached", () => {
    const row = { ...someExperience[0]!, share: 0.36 };
    expect(baselines.asked(someExperience, row)).toEqual([baselines.methodMean(someExperience, row)[0], 0.36]);
  });

  test("the nearest tasks are the nearest", () => {
    const far = Array.from({ length: 5 }, (_, i) => ({
      ...someExperience[0]!,
      task: { ...resnet56, parameters: 10 ** (7 + i) },
      ar: i,
    }));
    expect(baselines.nearestTasks(far, { ...far[0]!, task: far[0]!.task }, scale)[0]).toBe(1); // mean of 0, 1, 2
  });
});

describe("calibration", () => {
  const errors = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 4, maxLength: 40 });

  test("the factor does not depend on the unit of the spread", () => {
    fc.assert(
      fc.property(errors, fc.double({ min: 2, max: 50, noNaN: true }), (values, times) => {
        const rows = (spread: number) =>
          values.map((error, i) => ({
            fold: `${i % 2}`,
            error: [error, 0] as [number, number],
            spread: [spread, 1] as [number, number],
          }));
        expect(spreadFactor(rows(times), 0) * times).toBeCloseTo(spreadFactor(rows(1), 0), 9);
      }),
    );
  });

  test("of normal errors whose spread is told ten times too small, nine in ten are within", () => {
    const random = sources(3)("normal");
    const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const predictions = Array.from({ length: 4000 }, (_, i) => ({
      fold: `${i % 5}`,
      error: [0.1 * normal(), 0.2 * normal()] as [number, number],
      spread: [0.01, 0.02] as [number, number],
    }));
    const { within90, halfWidth90 } = calibrate(predictions);
    for (const within of within90) expect(Math.abs(within - 0.9)).toBeLessThan(0.02);
    expect(halfWidth90[0]).toBeCloseTo(0.1645, 2);
  });
});
