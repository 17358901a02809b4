import { ServerError } from "../../errors.ts";
import type { BenchSpace } from "./space.ts";

/** A step as the surrogate sees it: what ran before, what that left, and what runs now. */
export interface StepQuestion {
  task: string;
  /** Methods of the steps before, in order. */
  before: readonly string[];
  method: string;
  settings: Readonly<Record<string, number | string>>;
  /** What the model before the step has, as shares of the original's. */
  parameters: number;
  flops: number;
  /** Its accuracies over the original's. */
  validation: number;
  test: number;
}

/** A hyperparameter that the method does not have. */
const absent = -1;

/**
 * The names of the surrogate's inputs, in order.
 *
 * `task=…` and `method=…` are 1 or 0; `before=…` counts a method's earlier steps, `last=…` is 1 for
 * the one right before; a hyperparameter is its number, or its word's place in the space, or -1
 * where the method has none.
 */
export function featureNames({ tasks, methods, hyperparameters }: BenchSpace): string[] {
  const names = Object.keys(methods);
  return [
    ...tasks.map(({ id }) => `task=${id}`),
    ...["length", "parameters", "flops", "validation", "test"],
    ...names.map((method) => `before=${method}`),
    ...names.map((method) => `last=${method}`),
    ...names.map((method) => `method=${method}`),
    ...Object.keys(hyperparameters),
  ];
}

/**
 * The surrogate's inputs for a step, as 32-bit numbers. [features]
 *
 * @throws ServerError `bad_input` where the space has no such task or method, or no such word of a
 *   setting
 */
export function featuresOf({ tasks, methods, hyperparameters }: BenchSpace, step: StepQuestion): Float32Array {
  if (!tasks.some(({ id }) => id === step.task)) throw unknown("task", step.task, tasks.map(({ id }) => id).join(", "));
  const names = Object.keys(methods);
  for (const method of [...step.before, step.method]) {
    if (!methods[method]) throw unknown("method", method, names.join(", "));
  }
  const one = (is: boolean) => (is ? 1 : 0);
  return Float32Array.from([
    ...tasks.map(({ id }) => one(id === step.task)),
    ...[step.before.length + 1, step.parameters, step.flops, step.validation, step.test],
    ...names.map((name) => step.before.filter((method) => method === name).length),
    ...names.map((name) => one(step.before.at(-1) === name)),
    ...names.map((name) => one(step.method === name)),
    ...Object.entries(hyperparameters).map(([name, values]) => {
      const value = step.settings[name];
      if (value === undefined) return absent;
      if (typeof value === "number") return value;
      const place = values.indexOf(value);
      if (place < 0) throw unknown(`value of ${name}`, value, values.join(", "));
      return place;
    }),
  ]);
}

function unknown(what: string, given: string, known: string): ServerError {
  return new ServerError("bad_input", `The benchmark has no ${what} "${given}"; it has ${known}.`);
}
