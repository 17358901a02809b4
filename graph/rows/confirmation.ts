import { z } from "zod";

/** A mean over runs, and its standard error; null where there was one run. */
const average = z.object({ mean: z.number(), error: z.number().nonnegative().nullable() });

/**
 * What running a scheme again from the original model, with other seeds, gave. Means are over the
 * trial itself and `runs`.
 */
export const confirmation = z.object({
  /** The other runs, in the order of their seeds. `ar`, `accuracy`, `fr` are on test data. */
  runs: z.array(
    z.object({
      seed: z.number().int(),
      accuracy: z.number(),
      ar: z.number(),
      pr: z.number(),
      fr: z.number(),
      validationAccuracy: z.number(),
      validationAr: z.number(),
      /** Content hash of that run's model, and the key under which the run is remembered. */
      artifact: z.string(),
      evaluationKey: z.string(),
    }),
  ),
  /** Seeds with which the scheme could not run, and why. */
  refused: z.array(z.object({ seed: z.number().int(), failure: z.string() })),
  ar: average,
  validationAr: average,
  pr: average,
  /** Whether the scheme is on the study's front by its means too. */
  survives: z.boolean(),
});
export type Confirmation = z.output<typeof confirmation>;
