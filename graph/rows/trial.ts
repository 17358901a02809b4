import { z } from "zod";
import { fromJsonText, toJsonText } from "../driver/json-text.ts";

/** The scheme before any step (paper, Figure 1). */
export const startScheme = "START";

/**
 * A scheme's id: the ids of its strategies in order, `SFP(…) -> NS(…)`; of no strategy, `START`.
 */
export function schemeId(strategyIds: readonly string[]): string {
  return strategyIds.length === 0 ? startScheme : strategyIds.join(" -> ");
}

const fraction = z.number().nullable().default(null);

/**
 * What was measured for one scheme. `ar`, `pr`, `fr`, `accuracy`, `baseAccuracy`, `parameters` and
 * `flops` mean what they mean in a published result: against the original model, on test data. What
 * the search chooses by is on validation data and is named so.
 */
const measured = {
  accuracy: fraction,
  baseAccuracy: fraction,
  ar: fraction,
  pr: fraction,
  fr: fraction,
  parameters: z.number().int().nonnegative().nullable().default(null),
  flops: z.number().nonnegative().nullable().default(null),
  validationAccuracy: fraction,
  validationAr: fraction,
  /** Change from the parent scheme to this one, on validation data. */
  arStep: fraction,
  prStep: fraction,
  /** What the search predicted for that change, before it was measured. */
  predictedArStep: fraction,
  predictedPrStep: fraction,
  seconds: z.number().nonnegative().nullable().default(null),
  /** Content hash of the model's file; null when no model was kept. */
  artifact: z.string().nullable().default(null),
  /**
   * Hash over everything that decides the outcome: model, steps, data, seed, code. Equal keys need
   * no second run.
   */
  evaluationKey: z.string().nullable().default(null),
  /** Why it failed; null when it did not. */
  failure: z.string().nullable().default(null),
};

/** A trial to be recorded. */
export const trialToRecord = z.strictObject({
  number: z.number().int().positive(),
  state: z.enum(["complete", "failed"]),
  /** Strategy ids, in order; empty for the original model. */
  scheme: z.array(z.string().min(1)),
  ...measured,
  /** One entry per step: what it cost and changed. Any JSON. */
  stages: toJsonText(z.array(z.unknown()).default([])),
});

/** A trial as it is read back. */
export const recordedTrial = z.object({
  key: z.string(),
  study: z.string(),
  number: z.number(),
  state: z.enum(["complete", "failed"]),
  scheme: z.string(),
  strategyIds: z.array(z.string()),
  ...measured,
  stages: fromJsonText(z.array(z.unknown())),
});
export type RecordedTrial = z.output<typeof recordedTrial>;

/**
 * Cypher that returns the node `trial` as `recordedTrial` reads it. Its strategies are along the
 * scheme's path to START, one on each scheme it passes.
 */
export const trialColumns = `
  trial {.*,
    study: [(trial)-[:IN_STUDY]->(study:Study) | study.name][0],
    scheme: [(trial)-[:EVALUATES]->(scheme:Scheme) | scheme.id][0],
    strategyIds: COLLECT { MATCH (trial)-[:EVALUATES]->(:Scheme)-[:EXTENDS*0..]->(prefix:Scheme)-[:ENDS_WITH]->(last:Strategy)
                           RETURN last.id ORDER BY prefix.length }
  } AS trial`;

/** A row of one column, `trial`. */
export const trialRow = z.object({ trial: recordedTrial }).transform(({ trial }) => trial);
