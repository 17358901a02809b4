import { z } from "zod";
import { name } from "../artifacts/name.ts";

/**
 * Everything that determines a study. The same request on the same graph gives the same trials.
 * Shared by `automc search run` and `POST /api/v1/studies`.
 */
export const studyRequest = z.strictObject({
  name: name.optional().describe("default: made from the model, the algorithm and the seed"),
  model: z.string().min(1).max(128).describe("name or hash of a trained model (`automc model ls`)"),
  target: z.number().min(0).max(0.95).default(0.3).describe("γ: least fraction of parameters to remove"),
  algorithm: z.enum(["progressive", "random"]).default("progressive").describe("how the next scheme is chosen"),
  trials: z.int().min(1).max(10_000).default(12).describe("how many schemes to evaluate"),
  maxLength: z.int().min(1).max(5).default(5).describe("L: most steps in a scheme"),
  seed: z.int().min(0).max(2_147_483_647).default(1).describe("repeats a study exactly"),
  methods: z.array(z.string().min(1).max(128)).min(1).max(100).optional().describe("search among these methods only"),
});
export type StudyRequest = z.infer<typeof studyRequest>;
