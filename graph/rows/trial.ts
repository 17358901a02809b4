import { z } from "zod";
import { fromJsonText, toJsonText } from "../driver/json-text.ts";
import { ids } from "../ids.ts";
import type { SchemeId, StrategyId } from "../vocabulary.ts";
import { confirmation } from "./confirmation.ts";

/** The scheme before any step (paper, Figure 1). */
export const startScheme = "START";

/**
 * A scheme's id: the ids of its strategies in order, `SFP(…) -> NS(…)`; of no strategy, `START`.
 */
export function schemeId(strategyIds: readonly StrategyId[]): SchemeId {
  return (strategyIds.length === 0 ? startScheme : strategyIds.join(" -> ")) as SchemeId;
}

const unknown = z.null().default(null);
const rate = z.number().nullable().default(null);

/**
 * What was measured for one scheme. `ar`, `pr`, `fr`, `accuracy`, `baseAccuracy`, `parameters` and
 * `flops` mean what they mean in a published result: against the original model, on test data. What
 * the search chooses by is on validation data and is named so.
 */
const figures = {
  accuracy: z.number(),
  baseAccuracy: z.number(),
  ar: z.number(),
  pr: z.number(),
  fr: z.number(),
  parameters: z.number().int().nonnegative(),
  flops: z.number().nonnegative(),
  validationAccuracy: z.number(),
  validationAr: z.number(),
  /**
   * Change from the parent scheme to this one, on validation data; null where that was not
   * measured.
   */
  arStep: rate,
  prStep: rate,
  /**
   * What the search predicted for that change, before it was measured; null where it predicted
   * nothing.
   */
  predictedArStep: rate,
  predictedPrStep: rate,
  seconds: z.number().nonnegative().nullable().default(null),
  /** Content hash of the model's file; null when no model was kept. */
  artifact: z.string().nullable().default(null),
  /**
   * Hash over everything that decides the outcome: model, steps, data, seed, code. Equal keys need
   * no second run.
   */
  evaluationKey: z.string().nullable().default(null),
};

/** The same fields of a scheme that could not be evaluated: nothing is known of it. */
const noFigures = Object.fromEntries(Object.keys(figures).map((field) => [field, unknown])) as Record<
  keyof typeof figures,
  typeof unknown
>;

const isComplete = z.literal("complete");
const isFailed = z.literal("failed");
/** Why a scheme could not be evaluated, in one sentence. */
const reason = z.string();

const toRecord = {
  study: ids.study,
  number: z.number().int().positive(),
  /** Strategy ids, in order; empty for the original model. */
  scheme: z.array(ids.strategy),
  /** One entry per step: its cost and what it measured. Any JSON. */
  stages: toJsonText(z.array(z.unknown()).default([])),
};

/** A trial as it is recorded: a complete one has all its figures, a failed one only its reason. */
export const trialToRecord = z.discriminatedUnion("state", [
  z.strictObject({ ...toRecord, state: isComplete, ...figures, failure: unknown }),
  z.strictObject({ ...toRecord, state: isFailed, ...noFigures, failure: reason }),
]);

const named = { key: z.string(), study: ids.study, number: z.number() };
const path = { scheme: ids.scheme, strategyIds: z.array(ids.strategy) };
const stages = fromJsonText(z.array(z.unknown()));
// JSON has the fields in this order: names, state, scheme, figures, stages.
const completeTrial = z.object({
  ...named,
  state: isComplete,
  ...path,
  ...figures,
  /** What other seeds gave; null where the scheme was not run again. */
  confirmation: fromJsonText(confirmation).nullable().default(null),
  failure: unknown,
  stages,
});
const failedTrial = z.object({
  ...named,
  state: isFailed,
  ...path,
  ...noFigures,
  confirmation: unknown,
  failure: reason,
  stages,
});

/** A trial as it is read back. */
export const recordedTrial = z.discriminatedUnion("state", [completeTrial, failedTrial]);
export type RecordedTrial = z.output<typeof recordedTrial>;
export type CompleteTrial = z.output<typeof completeTrial>;

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
