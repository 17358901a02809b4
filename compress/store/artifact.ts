import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { CompressError } from "../errors.ts";
import { buildModel, readWeights, type WeightValues } from "../model/build.ts";
import type { ModelConfig } from "../model/model-config.ts";
import { topologyOf } from "../model/topology.ts";
import { tf } from "../tensorflow.ts";
import { type ModelCard, modelCard, storedCard } from "./model-card.ts";
import { type Quantizations, setQuantizations } from "./quantization.ts";
import { readStored, storedLength, storedWeights, type WeightSpec } from "./stored-weights.ts";

const original_dtype = z.literal("float32");

/**
 * The weights' names, shapes and storage as model.json lists them, one after the other in
 * weights.bin.
 */
const savedModel = z.looseObject({
  modelTopology: z.looseObject({ class_name: z.string(), config: z.looseObject({}) }),
  weightsManifest: z.tuple([
    z.looseObject({
      weights: z.array(
        z.looseObject({
          name: z.string(),
          shape: z.array(z.int().nonnegative()),
          dtype: z.literal("float32"),
          quantization: z
            .union([
              z.strictObject({ dtype: z.literal("float16"), original_dtype }),
              z.strictObject({ dtype: z.literal("uint8"), scale: z.number(), min: z.number(), original_dtype }),
            ])
            .optional(),
        }),
      ),
    }),
  ]),
});

/**
 * Saves a model as `model.json` and `weights.bin`, which any TensorFlow.js loads, with `card.json`
 * beside them.
 *
 * Each file is written aside and renamed, `model.json` last, so whoever sees it sees the whole
 * model. The hash names the content: SHA-256 over topology, weights and card, so the same weights
 * measured on other data are another model.
 *
 * @throws CompressError `bad_params` for a card that is not one, before anything is written.
 */
export async function saveModel(model: tf.LayersModel, directory: string, card: ModelCard): Promise<{ hash: string }> {
  const checked = modelCard.safeParse(card);
  if (!checked.success)
    throw new CompressError("bad_params", `The model's card is wrong: ${faultsOf(checked.error)}.`, {
      cause: checked.error,
    });
  const topology = topologyOf(model);
  const { specs, bytes } = storedWeights(model);
  const hash = contentHash(topology, readWeights(model), quantizationsIn(specs), checked.data);
  const saved = {
    format: "layers-model",
    generatedBy: `TensorFlow.js tfjs-layers v${tf.version["tfjs-layers"]}`,
    convertedBy: null,
    modelTopology: topology,
    weightsManifest: [{ paths: ["weights.bin"], weights: specs }],
  };
  await mkdir(directory, { recursive: true });
  await writeAside(join(directory, "weights.bin"), bytes);
  await writeAside(join(directory, "card.json"), `${JSON.stringify({ ...checked.data, hash }, null, 2)}\n`);
  await writeAside(join(directory, "model.json"), JSON.stringify(saved));
  return { hash };
}

/**
 * Loads what `saveModel` saved.
 *
 * @throws CompressError `damaged_model` when a file is missing or unreadable, or the content is not
 *   what the card's hash names.
 */
export async function loadModel(directory: string): Promise<{ model: tf.LayersModel; card: ModelCard; hash: string }> {
  const { hash, ...card } = await readJson(join(directory, "card.json"), storedCard);
  const saved = await readJson(join(directory, "model.json"), savedModel);
  const bytes = await readFile(join(directory, "weights.bin")).catch((cause) => {
    throw unreadable(join(directory, "weights.bin"), "it cannot be read", cause);
  });
  const specs = saved.weightsManifest[0].weights as WeightSpec[];
  const total = specs.reduce((sum, spec) => sum + storedLength(spec), 0);
  if (bytes.length !== total)
    throw unreadable(join(directory, "weights.bin"), `it has ${bytes.length} bytes instead of ${total}`);
  const weights = readStored(specs, bytes);
  const quantizations = quantizationsIn(specs);
  const topology = saved.modelTopology as unknown as ModelConfig;
  if (contentHash(topology, weights, quantizations, card) !== hash)
    throw unreadable(directory, "its weights, topology or card are not those that were saved");
  const model = await buildModel(topology, weights);
  setQuantizations(model, quantizations);
  return { model, card, hash };
}

function quantizationsIn(specs: readonly WeightSpec[]): Quantizations {
  return new Map(
    specs.flatMap(({ name, quantization }) => {
      if (quantization === undefined) return [];
      const { original_dtype: _, ...how } = quantization;
      return [[name, how]];
    }),
  );
}

/**
 * SHA-256, hexadecimal, over the topology and the card (keys in order) and every weight's name,
 * shape, storage if special, and values.
 */
function contentHash(
  topology: ModelConfig,
  weights: readonly WeightValues[],
  quantizations: Quantizations,
  card: ModelCard,
): string {
  const hash = createHash("sha256").update(JSON.stringify([topology, card], inOrder));
  for (const { name, shape, values } of weights) {
    const how = quantizations.get(name);
    hash.update(JSON.stringify(how === undefined ? [name, shape] : [name, shape, how], inOrder));
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.digest("hex");
}

function inOrder(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function writeAside(file: string, content: string | Uint8Array): Promise<void> {
  const aside = `${file}.${randomUUID()}.tmp`;
  try {
    await writeFile(aside, content);
    await rename(aside, file);
  } finally {
    await rm(aside, { force: true });
  }
}

async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(file, "utf8"));
  } catch (cause) {
    throw unreadable(file, "it cannot be read as JSON", cause);
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw unreadable(file, faultsOf(parsed.error), parsed.error);
  return parsed.data;
}

function unreadable(file: string, why: string, cause?: unknown): CompressError {
  return new CompressError("damaged_model", `The stored model is damaged: ${file}: ${why}.`, { cause });
}

function faultsOf(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => `${path.join(".") || "the whole"}: ${message}`).join("; ");
}
