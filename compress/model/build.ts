import { CompressError } from "../errors.ts";
import { tf } from "../tensorflow.ts";
import { givenLater } from "./layers/given-later.ts";
import { registerLayers } from "./layers/register-layers.ts";
import type { ModelConfig } from "./model-config.ts";
import { namedWeights } from "./named-weights.ts";

/** One weight by its full name (`stem-conv/kernel`), as plain numbers. */
export interface WeightValues {
  name: string;
  shape: number[];
  values: Float32Array;
}

/** Every weight of a model, each once, in its order and by the names of `namedWeights`. */
export function readWeights(model: tf.LayersModel): WeightValues[] {
  return namedWeights(model).map(({ name, variable }) => {
    const values = variable.read().dataSync<"float32">();
    return { name, shape: variable.shape as number[], values };
  });
}

/** The values of several weights one after the other. */
export function joinValues(weights: readonly WeightValues[]): Float32Array<ArrayBuffer> {
  const joined = new Float32Array(weights.reduce((sum, { values }) => sum + values.length, 0));
  let offset = 0;
  for (const { values } of weights) {
    joined.set(values, offset);
    offset += values.length;
  }
  return joined;
}

/**
 * Builds a model from a topology and the values of all its weights, without drawing initial weights
 * first.
 *
 * One `dispose()` frees it whole: TensorFlow.js counts a shared layer once per use and would keep
 * its weights.
 */
export async function buildModel(topology: ModelConfig, weights: readonly WeightValues[]): Promise<tf.LayersModel> {
  const weightSpecs = weights.map(({ name, shape }) => ({ name, shape, dtype: "float32" as const }));
  const artifacts = { modelTopology: topology, weightSpecs, weightData: joinValues(weights).buffer };
  return load(artifacts);
}

/**
 * Builds a model from a topology and a tensor for each of its weights, by full name; nothing is
 * drawn and nothing copied.
 *
 * The tensors stay the caller's to dispose; the model holds on to their values.
 *
 * @throws CompressError where a weight has no tensor of its shape.
 */
export async function buildFromTensors(
  topology: ModelConfig,
  tensors: ReadonlyMap<string, tf.Tensor>,
): Promise<tf.LayersModel> {
  const model = await load({ modelTopology: givenLater(topology) });
  try {
    for (const weight of model.weights) {
      const tensor = tensors.get(weight.originalName);
      if (tensor === undefined)
        throw new CompressError("bad_model", `Weight ${weight.originalName} of model ${model.name} has no values.`);
      weight.write(tensor);
    }
    return model;
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/**
 * Builds a model from a topology with new weights, drawn by the layers' own initializers from seeds
 * of `random`.
 *
 * `random` is in [0, 1); the same sequence makes the same weights. The caller's topology is not
 * changed.
 */
export async function buildFresh(topology: ModelConfig, random: () => number): Promise<tf.LayersModel> {
  const seeded = JSON.parse(JSON.stringify(topology), (key, value) =>
    key.endsWith("_initializer") && value?.config
      ? { ...value, config: { ...value.config, seed: Math.floor(random() * 2 ** 31) } }
      : value,
  ) as ModelConfig;
  return load({ modelTopology: seeded });
}

/**
 * Builds what TensorFlow.js can load; one `dispose()` frees it whole. Without weights, the layers
 * draw their own.
 */
export async function load(artifacts: tf.ModelArtifacts): Promise<tf.LayersModel> {
  registerLayers();
  const model = await tf.loadLayersModel({ load: async () => artifacts });
  giveUpRepeatedUses(model);
  return model;
}

/**
 * Counts each layer as used once. A nested model has a node of its own making beside its uses, and
 * layers that may be shared inside it.
 */
function giveUpRepeatedUses(model: tf.LayersModel): void {
  for (const layer of model.layers) {
    const nested = layer instanceof tf.LayersModel;
    for (let use = nested ? 2 : 1; use < layer.inboundNodes.length; use++) layer.dispose();
    if (nested) giveUpRepeatedUses(layer);
  }
}
