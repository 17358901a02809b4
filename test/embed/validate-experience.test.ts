import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { baselines } from "../../embed/baselines.ts";
import { calibrate, halfWidth, type SpreadError } from "../../embed/calibration.ts";
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

  test("results that no strategy agrees with are excluded; one fold is nothing to hold out", async () => {
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
  const fraction = fc.double({ min: 0.002, max: 1, noNaN: true });
  const case_ = fc.record({ error: fraction, spread: fraction });
  const cases = fc.array(case_, { minLength: 1, maxLength: 40 });
  const rows = (values: readonly { error: number; spread: number }[], times = 1): SpreadError[] =>
    values.map(({ error, spread }) => ({ fold: "a", error: [times * error, 0], spread: [times * spread, 0] }));

  test("an interval holds nine in ten of the errors it was made from, and one more error does not cost that", () => {
    fc.assert(
      fc.property(cases, (values) => {
        const others = rows(values);
        const held = others.filter(({ error, spread }) => error[0] <= halfWidth(others, spread[0], 0) * (1 + 1e-12));
        expect(held.length).toBeGreaterThanOrEqual(Math.min(others.length, 0.9 * (others.length + 1)) - 1e-9);
      }),
    );
  });

  test("it is wider where networks disagree, wide where they agree and are wrong, and in the unit of the errors", () => {
    fc.assert(
      fc.property(cases, fraction, fc.integer({ min: 2, max: 50 }), (values, spread, times) => {
        const half = halfWidth(rows(values), spread, 0);
        expect(halfWidth(rows(values), 2 * spread, 0)).toBeGreaterThan(half);
        expect(halfWidth(rows(values, times), times * spread, 0)).toBeCloseTo(times * half, 6);
        const sure = rows(values.map(({ error }) => ({ error, spread: 0 })));
        const errors = sure.map(({ error }) => error[0]).sort((a, b) => a - b);
        expect(halfWidth(sure, 0, 0)).toBeCloseTo(
          errors[Math.min(errors.length, Math.ceil(0.9 * (errors.length + 1))) - 1]!,
          9,
        );
      }),
    );
  });

  test("of errors that come alike in all folds nine in ten are within, even with wild ones and a spread that tells nothing", () => {
    const random = sources(3)("cauchy");
    const wild = () => Math.tan(Math.PI * (random() - 0.5));
    const predictions = Array.from({ length: 2000 }, (_, i) => ({
      fold: `${i % 5}`,
      error: [0.01 * wild(), 0.2 * wild()] as [number, number],
      spread: [random(), 0] as [number, number],
    }));
    for (const within of calibrate(predictions).within90) expect(Math.abs(within - 0.9)).toBeLessThan(0.02);
  });
});
