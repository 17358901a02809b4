import { z } from "zod";
import { type NamedLabel, nodeId } from "./define.ts";

/**
 * The columns that many queries share. Rates are fractions of 1; null where the source gives none.
 */
const rate = z.number().nullable();
export const ar = rate.meta({ description: "accuracy increase rate (after - before) / before" });
export const pr = rate.meta({ description: "part of the parameters removed" });
export const fr = rate.meta({ description: "part of the FLOPs removed" });
export const accuracy = rate.meta({ description: "accuracy after compression" });
export const baseAccuracy = rate.meta({ description: "accuracy before compression" });
export const parameters = z.number().nullable().meta({ description: "parameters left" });
export const flops = z.number().nullable().meta({ description: "FLOPs left, as 2 x MACs" });
export const arStep = rate.meta({ description: "accuracy change of the last step alone, on validation data" });
export const prStep = rate.meta({ description: "part of the parameters before the step that it removed" });
export const seconds = z.number().nullable().meta({ description: "seconds it took" });

export const method = nodeId("Method", "the method's id");
export const methodName = z.string().nullable().meta({ description: "the method's name" });
export const executable = z.boolean().meta({ description: "whether it can run here: every operator it names exists" });
export const algorithm = z
  .string()
  .nullable()
  .meta({ description: "the search algorithm, where the result is one of a search over methods" });
export const technique = nodeId("Technique", "the technique's id");
export const techniqueName = z.string().nullable().meta({ description: "the technique's name" });
export const task = nodeId("Task", "the task's id");
export const paper = nodeId("Paper", "the paper that prints it");
export const locator = z.string().nullable().meta({ description: "where in the paper: table, row" });
export const year = z.number().nullable().meta({ description: "the paper's year" });
export const title = z.string().meta({ description: "the paper's title" });
export const result = nodeId("Result", "the result's id");
export const variant = z
  .string()
  .nullable()
  .meta({ description: "in what the run differs from the method as its card has it" });
export const flags = z.array(z.string()).meta({ description: "what is doubtful about the number" });
export const strategy = nodeId("Strategy", "the strategy's id");
export const study = nodeId("Study", "the study's name");
export const trial = nodeId("Trial", "the trial: study and number");
export const scheme = nodeId("Scheme", "the scheme: its strategies in order");
export const setting = nodeId("Setting", "the setting: hyperparameter and value");
export const settings = ids("Setting", "the settings that the source states");

/** The same column, where a row may have none. */
export function orNone<T extends z.ZodType>(field: T) {
  return field.nullable().meta(field.meta() ?? {});
}

/** How many of something. */
export function count(description: string) {
  return z.number().meta({ description });
}

/** A number of the kind that `description` names; null where there is none. */
export function number(description: string) {
  return z.number().nullable().meta({ description });
}

/** Ids of nodes of one kind. */
export function ids(label: NamedLabel, description: string) {
  return z.array(z.string()).meta({ description, "x-node": label });
}

/** Plain words. */
export function text(description: string) {
  return z.string().meta({ description });
}

/** A list of plain words. */
export function texts(description: string) {
  return z.array(z.string()).meta({ description });
}
