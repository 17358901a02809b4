import { z } from "zod";
import { flopsConventions } from "../../graph/index.ts";
import { identifier, shortName, text } from "./source.ts";

export const fraction = z.number().min(0).max(1);
const count = z.number().int().positive();

/** The figures of a result that a source may leave to be computed. */
const derivableFigures = [
  "accuracy",
  "baseAccuracy",
  "parameters",
  "baseParameters",
  "flops",
  "baseFlops",
  "pr",
  "fr",
] as const;

/**
 * One published result, as its source prints it: fractions of 1, plain counts. What follows from it
 * (AR, and PR and FR where they are not printed) is computed, never written; what the source prints
 * of AR and of the difference is in `printedAr` and `printedDelta`.
 */
export const reportedResult = z.strictObject({
  id: identifier.describe("Unique among the results of its paper."),
  task: shortName.describe("The task: an id, or another name of its network and data set, as resnet56/cifar10."),
  label: text.optional().describe("What the source calls it, where that is another name than the method's: KSE (G=4)."),
  settings: z
    .record(identifier, z.union([z.number(), z.string()]))
    .default({})
    .describe("Values of the method's own hyperparameters; only what the source states."),
  stated: z
    .record(z.string().min(1).max(64), z.union([z.number(), text]))
    .default({})
    .describe("What else the source states, in its own words: { sparsity: 0.3 }."),
  variant: text
    .optional()
    .describe(
      "How the run differs from the method as its card has it (not tuned after pruning, trained from scratch); such a result teaches no strategy.",
    ),
  accuracy: fraction.describe("Accuracy after compression, a fraction of 1."),
  baseAccuracy: fraction
    .optional()
    .describe("Accuracy before compression: the source's own baseline; the task's where absent."),
  baseParameters: count.optional().describe("Parameters before: the source's own count; the task's where absent."),
  baseFlops: z.number().positive().optional().describe("FLOPs before, as the source counts them."),
  parameters: count.optional().describe("Parameters after compression, as printed (so often rounded)."),
  flops: z.number().positive().optional().describe("FLOPs after compression, as the source counts them."),
  flopsConvention: z
    .enum(flopsConventions)
    .default("2xMACs")
    .describe("How the source counts FLOPs: two for each multiply-accumulate (as AutoMC), one, or it does not say."),
  pr: z.number().max(1).optional().describe("Reduction of parameters as printed, a fraction of 1."),
  fr: z.number().max(1).optional().describe("Reduction of FLOPs as printed, a fraction of 1."),
  printedAr: z.number().optional().describe("Accuracy increase rate as printed, a fraction of 1."),
  printedDelta: z
    .number()
    .min(-1)
    .max(1)
    .optional()
    .describe("Accuracy after less accuracy before, as printed: -0.0109 is 1.09 points lost."),
  target: fraction.optional().describe("The reduction of parameters that was asked for."),
  derived: z
    .array(z.enum(derivableFigures))
    .default([])
    .describe("Which of the figures written here the source does not print: they were computed from what it does."),
  source: text.describe("Where in the paper: table, row, column."),
  alsoIn: z.array(text).optional().describe("Other places in the paper that print the same."),
  flags: z.array(text).default([]).describe("What is doubtful about it, in plain words."),
});
export type ReportedResult = z.output<typeof reportedResult>;
