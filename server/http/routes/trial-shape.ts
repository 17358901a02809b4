import { z } from "zod";

const number = z.number().nullable();

/** A trial as the API gives it. */
export const trialAnswer = z.object({
  key: z.string(),
  study: z.string(),
  number: z.int().describe("from 1, in the order they were made"),
  state: z.enum(["complete", "failed"]),
  scheme: z.string(),
  strategyIds: z.array(z.string()),
  accuracy: number.describe("on test data, fraction"),
  baseAccuracy: number.describe("of the original model on test data, fraction"),
  ar: number.describe("accuracy increase rate on test data, fraction"),
  pr: number.describe("parameter reduction rate, fraction"),
  fr: number.describe("FLOPs reduction rate, fraction"),
  parameters: number,
  flops: number.describe("2 x multiply-adds of one image"),
  validationAccuracy: number,
  validationAr: number.describe("what the search chooses by, fraction"),
  arStep: number.describe("change from the parent scheme, on validation data"),
  prStep: number,
  predictedArStep: number.describe("the same as foretold before it was measured"),
  predictedPrStep: number,
  seconds: number.describe("of work, on whatever machine did it"),
  artifact: z.string().nullable().describe("hash of the compressed model"),
  evaluationKey: z.string().nullable(),
  failure: z.string().nullable().describe("why it failed"),
  stages: z.array(z.unknown()).describe("one entry per step: what it cost and gave"),
});
