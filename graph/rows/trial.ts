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

/** The strategies of a scheme by its id, in order. */
export function strategyIdsOf(scheme: string): string[] {
  return scheme === startScheme ? [] : scheme.split(" -> ");
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
  /**
   * Milliseconds for one image, this model's and the original's, measured in turns on whatever
   * machine, and the reduction rate; null where the study did not ask for latency.
   */
  latencyMs: z.number().positive().nullable().default(null),
  baseLatencyMs: z.number().positive().nullable().default(null),
  lr: rate,
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
  /** The version of what ran it; figures of another version may mean something else. */
  engineVersion: z.number().int().nullable().default(null),
};

/** The same fields of a scheme that could not be evaluated: nothing is known of it. */
const noFigures = Object.fromEntries(Object.keys(figures).map((field) => [field, unknown])) as Record<
  keyof typeof figures,
  typeof unknown
>;

const isComplete = z.literal("complete");
const isPruned = z.literal("pruned");
const isFailed = z.literal("failed");
/**
 * Why a scheme's last training was ended before its time. Accuracies are fractions, on validation
 * data.
 */
const pruned = z.object({
  /** In one sentence. */
  reason: z.string(),
  /** Epochs it trained for, of how many. */
  epochs: z.number().int().positive(),
  of: z.number().int().positive(),
  /** The accuracy that was expected at the end, and the chance that it beats the front's. */
  expected: z.number(),
  chance: z.number(),
  rival: z.number(),
});
/** Why a scheme could not be evaluated, in one sentence. */
const reason = z.string();

const toRecord = {
  study: ids.study,
  number: z.number().int().positive(),
  /** Strategy ids, in order; empty for the original model. */
  scheme: z.array(ids.strategy),
  /** One entry per step: its cost and what it measured. Any JSON. */
  stages: toJsonText(z.array(z.unknown()).default([])),
  /** How much each earlier study counted when it was chosen; null where none is known of. */
  earlierWeights: toJsonText(z.record(z.string(), z.number())).nullable().default(null),
};

/**
 * A trial as it is recorded: a complete one has all its figures, one that was ended early those of
 * its last epoch, a failed one only its reason.
 */
export const trialToRecord = z.discriminatedUnion("state", [
  z.strictObject({ ...toRecord, state: isComplete, ...figures, pruned: unknown, failure: unknown }),
  z.strictObject({ ...toRecord, state: isPruned, ...figures, pruned: toJsonText(pruned), failure: unknown }),
  z.strictObject({ ...toRecord, state: isFailed, ...noFigures, pruned: unknown, failure: reason }),
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
  pruned: unknown,
  failure: unknown,
  stages,
});
const prunedTrial = z.object({
  ...named,
  state: isPruned,
  ...path,
  ...figures,
  confirmation: unknown,
  pruned: fromJsonText(pruned),
  failure: unknown,
  stages,
});
const failedTrial = z.object({
  ...named,
  state: isFailed,
  ...path,
  ...noFigures,
  confirmation: unknown,
  pruned: unknown,
  failure: reason,
  stages,
});

/** A trial as it is read back. */
export const recordedTrial = z.discriminatedUnion("state", [completeTrial, prunedTrial, failedTrial]);
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
