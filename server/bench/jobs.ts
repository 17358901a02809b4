import { z } from "zod";
import { networkIds } from "../../compress/index.ts";
import { type JobKind, jobKind } from "../training/jobs.ts";
import { heldOutHits } from "./held-out-hits.ts";
import { memoryOfSteps } from "./memory-of-steps.ts";
import { timeInference } from "./time-inference.ts";
import { timePruning } from "./time-pruning.ts";
import { timeTraining } from "./time-training.ts";

/** Time single training steps on images of noise: one side of `automc bench train`. */
const timeTrainingJob = z.strictObject({
  kind: z.literal("timeTraining"),
  network: z.enum(networkIds),
  /** Our traced graph, or TensorFlow.js' own `fit`. */
  side: z.enum(["traced", "fit"]),
  batchSize: z.int().positive(),
  steps: z.int().positive(),
  warmup: z.int().nonnegative(),
  seed: z.int().nonnegative(),
});
export type TimeTrainingJob = z.infer<typeof timeTrainingJob>;

/** Time graph building and surgery: one side of `automc bench prune`. */
const timePruningJob = z.strictObject({
  kind: z.literal("timePruning"),
  network: z.enum(networkIds),
  fraction: z.number().gt(0).lt(1),
  runs: z.int().positive(),
  seed: z.int().nonnegative(),
  /** Where the weights are written for the peer. */
  weightsTo: z.string(),
});
export type TimePruningJob = z.infer<typeof timePruningJob>;

/** Measure what a process keeps of many steps. */
const memoryJob = z.strictObject({
  kind: z.literal("memoryOfSteps"),
  network: z.enum(networkIds),
  steps: z.int().positive(),
  seed: z.int().nonnegative(),
});
export type MemoryJob = z.infer<typeof memoryJob>;

/** Time stored models on single images, the models in turn. */
const timeInferenceJob = z.strictObject({
  kind: z.literal("timeInference"),
  models: z.array(z.string()).min(1),
});
export type TimeInferenceJob = z.infer<typeof timeInferenceJob>;

/** Find which held-out images stored models of one original get right. */
const heldOutHitsJob = z.strictObject({
  kind: z.literal("heldOutHits"),
  models: z.array(z.string()).min(1),
});
export type HeldOutHitsJob = z.infer<typeof heldOutHitsJob>;

/** What the training process does for the benchmarks: they are measured where training happens. */
export const benchJobs: Record<string, JobKind> = {
  timeTraining: jobKind(timeTrainingJob, timeTraining),
  timePruning: jobKind(timePruningJob, timePruning),
  timeInference: jobKind(timeInferenceJob, timeInference),
  memoryOfSteps: jobKind(memoryJob, memoryOfSteps),
  heldOutHits: jobKind(heldOutHitsJob, heldOutHits),
};
