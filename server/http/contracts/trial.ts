import { z } from "zod";
import { confirmation } from "../../../graph/index.ts";

const rate = z.number().nullable();
const number = z.int().nullable();
const unknown = z.null();

const named = {
  key: z.string(),
  study: z.string(),
  number: z.int().describe("from 1, in the order they were made"),
};
const path = { scheme: z.string(), strategyIds: z.array(z.string()) };
const stages = z.array(z.unknown()).describe("one entry per step: its cost and what it measured");

const figures = {
  accuracy: z.number().describe("on test data, fraction"),
  baseAccuracy: z.number().describe("of the original model on test data, fraction"),
  ar: z.number().describe("accuracy increase rate on test data, fraction"),
  pr: z.number().describe("parameter reduction rate, fraction"),
  fr: z.number().describe("FLOPs reduction rate, fraction"),
  parameters: z.number(),
  flops: z.number().describe("2 x multiply-adds of one image"),
  latencyMs: rate.describe("for one image, median; null where the study did not ask for latency"),
  baseLatencyMs: rate.describe("of the original model, measured in turns with it"),
  lr: rate.describe("latency reduction rate, fraction"),
  validationAccuracy: z.number(),
  validationAr: z.number().describe("what the search chooses by, fraction"),
  arStep: rate.describe("change from the parent scheme, on validation data"),
  prStep: rate,
  predictedArStep: rate.describe("the same as predicted before it was measured"),
  predictedPrStep: rate,
  seconds: rate.describe("of work, on whatever machine did it"),
  artifact: z.string().nullable().describe("hash of the compressed model"),
  evaluationKey: z.string().nullable(),
  engineVersion: number.describe("version of what ran it"),
};
/** The same fields of a scheme that could not be evaluated. */
const noFigures = Object.fromEntries(Object.keys(figures).map((field) => [field, unknown])) as Record<
  keyof typeof figures,
  typeof unknown
>;

const completeTrial = z.object({
  ...named,
  state: z.literal("complete"),
  ...path,
  ...figures,
  confirmation: confirmation.nullable().describe("what other seeds gave; null where it was not run again"),
  pruned: unknown,
  failure: unknown,
  stages,
});

const prunedTrial = z.object({
  ...named,
  state: z.literal("pruned"),
  ...path,
  ...figures,
  confirmation: unknown,
  pruned: z
    .object({
      reason: z.string(),
      epochs: z.int().describe("it trained for"),
      of: z.int(),
      expected: z.number().describe("validation accuracy at the end"),
      chance: z.number().describe("that this beats the front"),
      rival: z.number().describe("the front's validation accuracy"),
    })
    .describe("why its training was ended early; its figures are of the last epoch"),
  failure: unknown,
  stages,
});

const failedTrial = z.object({
  ...named,
  state: z.literal("failed"),
  ...path,
  ...noFigures,
  confirmation: unknown,
  pruned: unknown,
  failure: z.string().describe("why it failed"),
  stages,
});

/**
 * A trial as the API returns it: measured in full, ended early, or failed for a reason. All have
 * the same fields.
 */
export const trialAnswer = z
  .discriminatedUnion("state", [completeTrial, prunedTrial, failedTrial])
  .meta({ id: "Trial" });
