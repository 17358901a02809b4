import { z } from "zod";
import { identifier, text } from "./paper.ts";

const fraction = z.number().min(0).max(1);

/**
 * One published result, as its source prints it: fractions of 1, plain counts, FLOPs as 2 x MACs.
 * What follows from it (AR) is computed, never written; what the source prints instead stands in `printedAr`.
 */
export const reportedResult = z.strictObject({
  /** Unique among the results of its paper. */
  id: identifier,
  task: text,
  /** Only what the source states. */
  settings: z.record(identifier, z.union([z.number(), z.string()])).default({}),
  /** Accuracy after compression. */
  accuracy: fraction,
  /** Accuracy before; the task's own when absent. */
  baseAccuracy: fraction.optional(),
  /** Parameters after compression, as printed (so often rounded). */
  parameters: z.number().int().positive().optional(),
  flops: z.number().positive().optional(),
  /** Reduction of parameters and of FLOPs. */
  pr: z.number().max(1).optional(),
  fr: z.number().max(1).optional(),
  printedAr: z.number().optional(),
  /** The reduction of parameters that was asked for. */
  target: fraction.optional(),
  /** Where in the paper: table, row, column. */
  source: text,
  /** Other places in the paper that print the same. */
  alsoIn: z.array(text).optional(),
  /** What is doubtful about it, in plain words. */
  flags: z.array(text).default([]),
});
export type ReportedResult = z.output<typeof reportedResult>;
