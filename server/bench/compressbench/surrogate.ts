import { mean, median } from "d3-array";
import { z } from "zod";
import { randomness } from "../../randomness.ts";
import type { StepRecord } from "../step-record.ts";
import { type BoostedTrees, boostTrees, predictTrees } from "./boosted-trees.ts";
import { featuresOf, type StepQuestion } from "./features.ts";
import type { BenchSpace } from "./space.ts";

/**
 * What the surrogate predicts of a step: shares of the original's parameters and FLOPs that go, by
 * how much accuracy changes over the original's, and the natural logarithm of the step's seconds.
 */
export const outputNames = ["parameters", "flops", "validation", "test", "log_seconds"] as const;
export type OutputName = (typeof outputNames)[number];

const folds = 5;

/** How far off predictions are, of steps whose schemes the trees had not seen. */
export const predictionErrors = z.strictObject({
  steps: z.int(),
  /** Mean and median absolute error, and the share of the variance explained. */
  errors: z.record(
    z.enum(outputNames),
    z.strictObject({ mean: z.number(), median: z.number(), rSquared: z.number().nullable() }),
  ),
});
export type PredictionErrors = z.infer<typeof predictionErrors>;

/** The question that a row answers. */
export function questionOf({ task, scheme, method, settings, before, original }: StepRecord): StepQuestion {
  return {
    ...{ task, method, settings },
    before: scheme.slice(0, -1).map((id) => id.slice(0, id.indexOf("("))),
    parameters: before.parameters / original.parameters,
    flops: before.flops / original.flops,
    validation: before.validationAccuracy / original.validationAccuracy,
    test: before.testAccuracy / original.testAccuracy,
  };
}

/** What a row answers, in the order of `outputNames`. */
function answersOf({ before, after, original, seconds }: StepRecord): number[] {
  return [
    (before.parameters - after.parameters) / original.parameters,
    (before.flops - after.flops) / original.flops,
    (after.validationAccuracy - before.validationAccuracy) / original.validationAccuracy,
    (after.testAccuracy - before.testAccuracy) / original.testAccuracy,
    Math.log(Math.max(seconds, 1e-3)),
  ];
}

/** An ensemble of boosted trees for each output, learned from all rows. */
export function fitSurrogate(space: BenchSpace, rows: readonly StepRecord[], seed = 1): BoostedTrees[] {
  const inputs = rows.map((row) => featuresOf(space, questionOf(row)));
  const answers = rows.map(answersOf);
  return outputNames.map((name, output) =>
    boostTrees(
      inputs,
      answers.map((of) => of[output]!),
      randomness(seed)("surrogate", name),
    ),
  );
}

/**
 * The surrogate's errors by task, cross-validated over schemes: all rows of one scheme, whatever
 * the seed or task, are predicted by trees that saw none of them. Each step is predicted from the
 * measured model before it.
 */
export function crossValidate(space: BenchSpace, rows: readonly StepRecord[], seed = 1): Map<string, PredictionErrors> {
  const random = randomness(seed)("folds");
  const schemes = new Map<string, number>();
  const foldOf = ({ scheme }: StepRecord) => {
    const name = scheme.join();
    if (!schemes.has(name)) schemes.set(name, Math.floor(random() * folds));
    return schemes.get(name)!;
  };
  const fold = rows.map(foldOf);
  const predicted: { task: string; said: number[]; measured: number[] }[] = [];
  for (let left = 0; left < folds; left++) {
    const seen = rows.filter((_, at) => fold[at] !== left);
    const unseen = rows.filter((_, at) => fold[at] === left);
    if (seen.length === 0 || unseen.length === 0) continue;
    const outputs = fitSurrogate(space, seen, seed);
    for (const row of unseen) {
      const input = featuresOf(space, questionOf(row));
      predicted.push({ task: row.task, said: outputs.map((of) => predictTrees(of, input)), measured: answersOf(row) });
    }
  }
  return new Map(space.tasks.map(({ id }) => [id, errorsOf(predicted.filter(({ task }) => task === id))]));
}

function errorsOf(predicted: readonly { said: number[]; measured: number[] }[]): PredictionErrors {
  const errors = outputNames.map((name, output) => {
    const off = predicted.map(({ said, measured }) => Math.abs(said[output]! - measured[output]!));
    const middle = mean(predicted, ({ measured }) => measured[output]!) ?? 0;
    const spread = mean(predicted, ({ measured }) => (measured[output]! - middle) ** 2) ?? 0;
    const unexplained = mean(off, (error) => error ** 2) ?? 0;
    const rSquared = spread > 0 ? 1 - unexplained / spread : null;
    return [name, { mean: mean(off) ?? 0, median: median(off) ?? 0, rSquared }];
  });
  return { steps: predicted.length, errors: Object.fromEntries(errors) };
}
