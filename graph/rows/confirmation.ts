import { z } from "zod";

/** A mean over runs, and its standard error. */
const average = z.object({
  mean: z.number(),
  error: z.number().nonnegative().nullable().describe("standard error; null of one run"),
});

/**
 * What running a scheme again from the original model, with other seeds, gave. Means are over the
 * trial itself and `runs`.
 */
export const confirmation = z.object({
  /** The other runs, in the order of their seeds. `ar` and `fr` are on test data too. */
  runs: z.array(
    z.object({
      seed: z.int(),
      accuracy: z.number().describe("on test data, fraction"),
      ar: z.number(),
      pr: z.number(),
      fr: z.number(),
      lr: z.number().nullable().default(null).describe("latency reduction rate; null where it was not asked for"),
      validationAccuracy: z.number(),
      validationAr: z.number(),
      /** Content hash of that run's model, and the key under which the run is remembered. */
      artifact: z.string(),
      evaluationKey: z.string(),
    }),
  ),
  refused: z.array(z.object({ seed: z.int(), failure: z.string() })).describe("seeds with which it could not run"),
  ar: average.describe("over the trial and `runs`, as are the others"),
  validationAr: average,
  pr: average,
  survives: z.boolean().describe("whether it is on the study's front by its means too"),
});
export type Confirmation = z.output<typeof confirmation>;
