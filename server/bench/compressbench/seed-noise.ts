import { group, mean } from "d3-array";
import { z } from "zod";
import type { StepRecord } from "../step-record.ts";

/** How far a scheme's accuracies over the original's differ by the seed alone. */
export const seedNoise = z.strictObject({
  /** Schemes that ran with two seeds or more. */
  schemes: z.int(),
  /** Standard deviations over seeds, pooled; null where no scheme was repeated. */
  validation: z.number().nullable(),
  test: z.number().nullable(),
});
export type SeedNoise = z.infer<typeof seedNoise>;

/** The noise of a task's rows: schemes that ran with several seeds, whole, from the original on. */
export function noiseOf(rows: readonly StepRecord[]): SeedNoise {
  const byScheme = group(rows, ({ scheme }) => scheme.join());
  const repeated = [...byScheme.values()].filter((of) => new Set(of.map(({ seed }) => seed)).size > 1);
  const spread = (of: (row: StepRecord) => number) =>
    repeated.length === 0 ? null : Math.sqrt(mean(repeated, (runs) => sampleVariance(runs.map(of)))!);
  return {
    schemes: repeated.length,
    validation: spread(({ after, original }) => after.validationAccuracy / original.validationAccuracy),
    test: spread(({ after, original }) => after.testAccuracy / original.testAccuracy),
  };
}

function sampleVariance(values: readonly number[]): number {
  const middle = mean(values)!;
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
}
