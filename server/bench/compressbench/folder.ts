import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { group } from "d3-array";
import { z } from "zod";
import { putFile } from "../../artifacts/atomic-write.ts";
import { readExisting } from "../../artifacts/existing-file.ts";
import { BadInput } from "../../errors.ts";
import type { StepRecord } from "../step-record.ts";
import { writeCsv } from "./csv.ts";
import { featureNames } from "./features.ts";
import { knownBest, knownFronts } from "./known-fronts.ts";
import { readParquet, writeParquet } from "./parquet.ts";
import { noiseOf, seedNoise } from "./seed-noise.ts";
import { type BenchSpace, benchSpace } from "./space.ts";
import { crossValidate, fitSurrogate, outputNames, predictionErrors } from "./surrogate.ts";
import { treesAsOnnx } from "./trees-onnx.ts";

const files = {
  table: "steps.parquet",
  text: "steps.csv",
  space: "space.json",
  surrogate: "surrogate.onnx",
  about: "surrogate.json",
  fronts: "fronts.json",
} as const;

/** What is known about the surrogate: how to ask it, and how far it is to be trusted. */
const surrogateAbout = z.strictObject({
  inputs: z.array(z.string()),
  outputs: z.array(z.enum(outputNames)),
  /** Rows it learned from. */
  rows: z.int(),
  tasks: z.record(z.string(), z.strictObject({ crossValidated: predictionErrors, seedNoise })),
});
export type SurrogateAbout = z.infer<typeof surrogateAbout>;

/** A folder of CompressBench, without its rows. */
export interface BenchFolder {
  space: BenchSpace;
  about: SurrogateAbout;
  fronts: z.infer<typeof benchFronts>;
  /** The surrogate's file. */
  surrogate: string;
}

const benchFronts = z.record(z.string(), z.array(knownBest));

/** The rows of a folder; none where it has no table. */
export function readBenchRows(folder: string): Promise<StepRecord[]> {
  return readParquet(join(folder, files.table));
}

/** The tasks of a folder; none where it has no space. */
export async function readBenchTasks(folder: string): Promise<BenchSpace["tasks"]> {
  return (await readJson(join(folder, files.space), benchSpace.optional()))?.tasks ?? [];
}

/**
 * What a folder says of itself.
 *
 * @throws BadInput where a file is missing or wrong, naming it
 */
export async function readBenchFolder(folder: string): Promise<BenchFolder> {
  return {
    space: await readJson(join(folder, files.space), benchSpace),
    about: await readJson(join(folder, files.about), surrogateAbout),
    fronts: await readJson(join(folder, files.fronts), benchFronts),
    surrogate: join(folder, files.surrogate),
  };
}

/**
 * Writes rows and all that follows from them: the table as Parquet and CSV, the space, the
 * best-known fronts, and a surrogate as ONNX with its errors and the noise.
 */
export async function writeBenchFolder(
  folder: string,
  space: BenchSpace,
  rows: readonly StepRecord[],
): Promise<BenchFolder> {
  await mkdir(folder, { recursive: true });
  const inputs = featureNames(space);
  const errors = crossValidate(space, rows);
  const byTask = group(rows, ({ task }) => task);
  const about: SurrogateAbout = {
    inputs,
    outputs: [...outputNames],
    rows: rows.length,
    tasks: Object.fromEntries(
      [...errors].map(([task, crossValidated]) => [
        task,
        { crossValidated, seedNoise: noiseOf(byTask.get(task) ?? []) },
      ]),
    ),
  };
  const fronts = Object.fromEntries(knownFronts(rows));
  await writeParquet(join(folder, files.table), rows);
  await writeCsv(join(folder, files.text), rows);
  await writeJson(join(folder, files.space), space);
  await putFile(join(folder, files.surrogate), treesAsOnnx(fitSurrogate(space, rows), inputs.length));
  await writeJson(join(folder, files.about), about);
  await writeJson(join(folder, files.fronts), fronts);
  return { space, about, fronts, surrogate: join(folder, files.surrogate) };
}

async function readJson<Content>(file: string, schema: z.ZodType<Content>): Promise<Content> {
  const text = await readExisting(file);
  const read = schema.safeParse(text === undefined ? undefined : parsed(text.toString("utf8")));
  if (read.success) return read.data;
  if (text === undefined) throw new BadInput(`${file} is missing: this is no folder that automc bench table wrote.`);
  const issue = read.error.issues[0]!;
  throw new BadInput(`${file} is no part of a benchmark: ${issue.path.join(".") || "the file"}: ${issue.message}.`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function writeJson(file: string, content: unknown): Promise<void> {
  return putFile(file, `${JSON.stringify(content, null, 2)}\n`);
}
