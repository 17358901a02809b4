import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { comparison } from "../cost/compare.ts";
import { type CostSheetOptions, costSheets } from "../cost/sheet.ts";
import { CompressError } from "../errors.ts";
import { ownLayersIn } from "../model/layers/register-layers.ts";
import { loadModel } from "../store/artifact.ts";
import type { ModelCard } from "../store/model-card.ts";
import { quantizationsOf } from "../store/quantization.ts";
import type { tf } from "../tensorflow.ts";
import type { DataTerms, ExportedFile, ExportFacts } from "./facts.ts";
import { type ExportFormat, formats } from "./formats.ts";
import { modelReadme } from "./model-readme.ts";
import { compareExport, type Parity } from "./parity.ts";
import { hasSegmentActivations } from "./segment-borders.ts";

export interface ExportRequest {
  format: ExportFormat;
  /**
   * Folder of the stored model, and of the one that its scheme started from: null where it is that
   * one.
   */
  stored: string;
  original: string | null;
  /** Where the files go: an empty folder, or one that is not there yet. */
  directory: string;
  /** What the model is called in its README, and what made it: "AutoMC 0.1.0". */
  name: string;
  producer: string;
  /** Of the data it was trained on; null where they are not known. */
  data: DataTerms | null;
  /** How costs are measured; as `costSheets` does by itself. */
  measure?: CostSheetOptions;
  /** Receives what is done next. */
  report?: (what: string) => void;
}

/**
 * Writes a stored model in a format that other programs load, with a README in the manner of
 * Hugging Face's model cards.
 *
 * The written files are loaded again, and must return what the model returns (`compareExport`).
 * Costs of the model and of its original are measured again, in turns. When it throws, the folder
 * is as it was before.
 *
 * @throws CompressError `bad_params` for a folder with something in it; `damaged_model` for a
 *   stored model that is; `unsupported_layer`, naming the layer; `export_differs` when the export
 *   returns something else; `native_missing`, `out_of_memory`.
 */
export async function exportModel(request: ExportRequest): Promise<ExportFacts> {
  const { directory } = request;
  const there = await readdir(directory).catch(() => undefined);
  if (there?.length)
    throw new CompressError("bad_params", `${directory} is not empty: an export goes into a folder of its own.`);
  await mkdir(directory, { recursive: true });
  try {
    return await writeInto(directory, request);
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    if (there) await mkdir(directory);
    throw error;
  }
}

async function writeInto(directory: string, request: ExportRequest): Promise<ExportFacts> {
  const { format, name, producer, data, measure, report } = request;
  const models: tf.LayersModel[] = [];
  const open = async (folder: string) => {
    const loaded = await loadModel(folder);
    models.push(loaded.model);
    return loaded;
  };
  try {
    const { model, card, hash } = await open(request.stored);
    report?.(`writing ${formats[format].title}`);
    await formats[format].write(model, directory, request.stored);
    report?.("loading it again, and comparing");
    const { program, parity } = await reloaded(model, card, directory, format);
    const original = request.original === null ? null : await open(request.original);
    report?.("measuring costs");
    const sheets = await costSheets(original ? [original.model, model] : [model], measure);
    const cost = sheets.at(-1)!;
    const facts: ExportFacts = {
      ...{ format, name, hash, card, cost, producer, program, parity, data },
      segmentActivations: hasSegmentActivations(model),
      ownLayers: ownLayersIn(model),
      quantized: quantizationsOf(model).size > 0,
      original: original && { hash: original.hash, card: original.card, cost: sheets[0]! },
      comparison: original && comparison(sheets[0]!, cost),
      files: await filesOf(directory),
    };
    await writeFile(join(directory, "README.md"), modelReadme(facts));
    return facts;
  } finally {
    for (const model of models) model.dispose();
  }
}

async function reloaded(
  model: tf.LayersModel,
  { normalisation }: ModelCard,
  directory: string,
  format: ExportFormat,
): Promise<{ program: string; parity: Parity }> {
  const { title, open } = formats[format];
  const exported = await open(directory);
  try {
    const parity = await compareExport(model, exported, { what: `The model as ${title}`, normalisation });
    return { program: exported.program, parity };
  } finally {
    await exported.close();
  }
}

async function filesOf(directory: string): Promise<ExportedFile[]> {
  const names = (await readdir(directory)).sort();
  return Promise.all(
    names.map(async (name) => {
      const bytes = await readFile(join(directory, name));
      return { name, bytes: bytes.length, gzippedBytes: (await promisify(gzip)(bytes)).length };
    }),
  );
}
