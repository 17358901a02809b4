import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import { ids } from "../../graph/index.ts";
import { putFile } from "../artifacts/atomic-write.ts";
import { readExisting } from "../artifacts/existing-file.ts";
import { BadInput } from "../errors.ts";

const fraction = z.number().min(0).max(1);
/** What a model costs and how accurate it is. */
const figures = z.strictObject({
  parameters: z.int().positive(),
  flops: z.number().positive(),
  validationAccuracy: fraction,
  testAccuracy: fraction,
});

/** One operator of a step, and what was measured after it. */
const stage = figures.extend({
  operator: z.string(),
  seconds: z.number().nonnegative(),
  /** Validation accuracy after each epoch of its training, where that was watched. */
  curve: z.array(fraction).optional(),
});

/**
 * A row of CompressBench: one strategy that was really run, on the model that the steps before it
 * left. Accuracies are fractions; `validationAccuracy` is what searches choose by.
 */
export const stepRecord = z.strictObject({
  /** Over the model before the step, the step, the seed and the version of the engine. */
  key: z.string(),
  task: z.string(),
  network: z.string(),
  dataset: z.string(),
  seed: z.int().nonnegative(),
  /** The strategies before it, then it. */
  scheme: z.array(ids.strategy).min(1),
  method: z.string(),
  settings: z.record(z.string(), z.union([z.number(), z.string()])),
  original: figures,
  before: figures,
  after: figures,
  stages: z.array(stage).min(1),
  seconds: z.number().nonnegative(),
  /** Milliseconds for one image, the median of many runs, and the original's, measured in turns. */
  latency: z.strictObject({ ms: z.number().positive(), originalMs: z.number().positive() }).optional(),
  engineVersion: z.int().positive(),
  hardware: z.string(),
});
export type StepRecord = z.infer<typeof stepRecord>;

/**
 * The rows of a file, one JSON object a line; none where there is no file.
 *
 * @throws BadInput where a line is no row, with its number and what is wrong
 */
export async function readStepRecords(file: string): Promise<StepRecord[]> {
  const text = await readExisting(file);
  return (text?.toString("utf8") ?? "")
    .split("\n")
    .filter(Boolean)
    .map((line, at) => {
      const read = stepRecord.safeParse(parsed(line));
      if (read.success) return read.data;
      const issue = read.error.issues[0]!;
      throw new BadInput(`${file}, line ${at + 1}: no step: ${issue.path.join(".") || "the line"}: ${issue.message}.`);
    });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/**
 * Adds a row to those of a file, by their keys, where it is not among them or is there without a
 * latency; then the file is written anew, whole or not at all.
 */
export async function keepStepRecord(file: string, rows: Map<string, StepRecord>, row: StepRecord): Promise<void> {
  if (rows.get(row.key)?.latency) return;
  rows.set(row.key, row);
  await mkdir(dirname(file), { recursive: true });
  await putFile(file, [...rows.values()].map((each) => `${JSON.stringify(each)}\n`).join(""));
}
