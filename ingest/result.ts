import { z } from "zod";
import { identifier, shortName, text } from "./paper.ts";

export const fraction = z.number().min(0).max(1);
const count = z.number().int().positive();

/** How a source counts FLOPs: two for each multiply-accumulate (as AutoMC does), one, or it does not say. */
export const flopsConventions = ["2xMACs", "MACs", "unstated"] as const;
export type FlopsConvention = (typeof flopsConventions)[number];

/** The figures of a result that a source may leave to be computed. */
export const derivableFigures = [
  "accuracy",
  "baseAccuracy",
  "parameters",
  "baseParameters",
  "flops",
  "baseFlops",
  "pr",
  "fr",
] as const;
export type DerivableFigure = (typeof derivableFigures)[number];

/**
 * One published result, as its source prints it: fractions of 1, plain counts. What follows from it (AR, and PR and FR where they are not
 * printed) is computed, never written; what the source prints of AR and of the difference stands in `printedAr` and `printedDelta`.
 */
export const reportedResult = z.strictObject({
  /** Unique among the results of its paper. */
  id: identifier,
  task: shortName,
  /** What the source calls it, where that is another name than the method's: `KSE (G=4)`. */
  label: text.optional(),
  /** Only what the source states, in the method's own hyperparameters. */
  settings: z.record(identifier, z.union([z.number(), z.string()])).default({}),
  /** What else the source states, in its own words: `{ sparsity: 0.3 }`. */
  stated: z.record(z.string().min(1).max(64), z.union([z.number(), text])).default({}),
  /** How the run differs from the method as its card has it (not tuned after pruning, trained from scratch …); such a result teaches no strategy. */
  variant: text.optional(),
  /** Accuracy after compression. */
  accuracy: fraction,
  /** Accuracy before, parameters and FLOPs before: the source's own baseline; the task's where absent. */
  baseAccuracy: fraction.optional(),
  baseParameters: count.optional(),
  baseFlops: z.number().positive().optional(),
  /** Parameters after compression, as printed (so often rounded). */
  parameters: count.optional(),
  /** FLOPs after compression, and before in `baseFlops`, as the source counts them. */
  flops: z.number().positive().optional(),
  flopsConvention: z.enum(flopsConventions).default("2xMACs"),
  /** Reduction of parameters and of FLOPs. */
  pr: z.number().max(1).optional(),
  fr: z.number().max(1).optional(),
  printedAr: z.number().optional(),
  /** Accuracy after less accuracy before, as printed: -0.0109 is 1.09 points lost. */
  printedDelta: z.number().min(-1).max(1).optional(),
  /** The reduction of parameters that was asked for. */
  target: fraction.optional(),
  /** Which of the figures written here the source does not print, so that they were computed from what it does. */
  derived: z.array(z.enum(derivableFigures)).default([]),
  /** Where in the paper: table, row, column. */
  source: text,
  /** Other places in the paper that print the same. */
  alsoIn: z.array(text).optional(),
  /** What is doubtful about it, in plain words. */
  flags: z.array(text).default([]),
});
export type ReportedResult = z.output<typeof reportedResult>;
