import fc from "fast-check";
import { expect, test } from "vitest";
import { confirmationSeeds, confirmations, type Rerun } from "../../../server/study/confirmation.ts";

// Few values, so that ties are common.
const rate = fc.integer({ min: -4, max: 4 }).map((value) => value / 8);
const figures = fc.record({
  ar: rate,
  validationAr: rate,
  pr: fc.integer({ min: 0, max: 7 }).map((value) => value / 8),
  fr: rate,
  lr: fc.option(rate),
});
const runOf = (measured: { ar: number; validationAr: number; pr: number; fr: number; lr: number | null }) => ({
  ...measured,
  seed: 1,
  accuracy: 0.9,
  validationAccuracy: 0.9,
  artifact: "hash",
  evaluationKey: "key",
});
const reruns = fc
  .array(fc.record({ trial: figures, runs: fc.array(figures, { maxLength: 5 }) }), { maxLength: 8 })
  .map((all): Rerun[] =>
    all.map(({ trial, runs }, at) => ({ trial: { ...trial, number: at + 1 }, runs: runs.map(runOf), refused: [] })),
  );

test("other seeds differ from one another and from the study's, and more of them begin with the same", () => {
  fc.assert(
    fc.property(fc.nat({ max: 2_147_483_647 }), fc.nat({ max: 20 }), fc.nat({ max: 20 }), (seed, few, more) => {
      const seeds = confirmationSeeds(seed, few + more);
      expect(new Set([seed, ...seeds]).size).toBe(1 + few + more);
      expect(seeds.slice(0, few)).toEqual(confirmationSeeds(seed, few));
      for (const other of seeds) expect(Number.isInteger(other) && other >= 0 && other < 2 ** 31).toBe(true);
    }),
  );
});

test("means and standard errors are over the trial and its other runs, in whatever order those come", () => {
  fc.assert(
    fc.property(reruns, (all) => {
      const summaries = confirmations(all, 0);
      const reversed = confirmations(
        all.map((rerun) => ({ ...rerun, runs: rerun.runs.toReversed() })),
        0,
      );
      for (const { trial, runs } of all) {
        const summary = summaries.get(trial.number)!;
        for (const name of ["ar", "validationAr", "pr"] as const) {
          const values = [trial, ...runs].map((run) => run[name]);
          const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
          const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
          const { mean: given, error } = summary[name];
          expect(given).toBeCloseTo(mean, 12);
          if (values.length === 1) expect(error).toBe(null);
          else expect(error! ** 2).toBeCloseTo(squares / (values.length - 1) / values.length, 12);
          expect(reversed.get(trial.number)![name].mean).toBeCloseTo(mean, 12);
        }
      }
    }),
  );
});

test("a scheme survives exactly when its mean PR reaches the target and no other that does is better in the mean", () => {
  fc.assert(
    fc.property(reruns, fc.integer({ min: 0, max: 7 }), (all, eighths) => {
      const target = eighths / 8;
      const summaries = [...confirmations(all, target).values()];
      const reached = summaries.filter(({ pr }) => pr.mean >= target);
      for (const one of summaries) {
        const beaten = reached.some(
          ({ validationAr, pr }) =>
            validationAr.mean >= one.validationAr.mean &&
            pr.mean >= one.pr.mean &&
            (validationAr.mean > one.validationAr.mean || pr.mean > one.pr.mean),
        );
        expect(one.survives).toBe(one.pr.mean >= target && !beaten);
      }
    }),
  );
});

test.each([
  ["flops", "fr"],
  ["latency", "lr"],
] as const)("by %s too, a scheme also survives by its mean %s", (objective, rate) => {
  fc.assert(
    fc.property(reruns, (all) => {
      const summaries = confirmations(all, 0, objective);
      const third = new Map(
        all.map(({ trial, runs }) => {
          const values = [trial, ...runs].map((run) => run[rate] ?? -Infinity);
          return [trial.number, values.reduce((sum, value) => sum + value, 0) / values.length];
        }),
      );
      const points = [...summaries].map(([number, { validationAr, pr, survives }]) => ({
        objectives: [validationAr.mean, pr.mean, third.get(number)!],
        survives,
      }));
      for (const { objectives: own, survives } of points) {
        const beaten = points.some(
          ({ objectives }) =>
            objectives.every((value, i) => value >= own[i]!) && objectives.some((value, i) => value > own[i]!),
        );
        expect(survives).toBe(!beaten);
      }
    }),
  );
});
