import { registerLayers } from "./layers/register-layers.ts";
import { tf } from "./tensorflow.ts";
import type { ModelConfig } from "./topology.ts";

/** One weight by its full name (`stem-conv/kernel`), as plain numbers. */
export interface WeightValues {
  name: string;
  shape: number[];
  values: Float32Array;
}

/** Every weight of a model, in the model's order. */
export function readWeights(model: tf.LayersModel): WeightValues[] {
  return model.weights.map((weight) => {
    const values = weight.read().dataSync<"float32">();
    return { name: weight.originalName, shape: weight.shape as number[], values };
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
 * Builds a model from a topology and the values of all its weights, without drawing initial weights first.
 *
 * One `dispose()` frees it whole: TensorFlow.js counts a shared layer once per use and would keep its weights.
 */
export async function buildModel(topology: ModelConfig, weights: readonly WeightValues[]): Promise<tf.LayersModel> {
  const weightSpecs = weights.map(({ name, shape }) => ({ name, shape, dtype: "float32" as const }));
  const artifacts = { modelTopology: topology, weightSpecs, weightData: joinValues(weights).buffer };
  registerLayers();
  const model = await tf.loadLayersModel({ load: async () => artifacts });
  for (const layer of model.layers) for (let use = 1; use < layer.inboundNodes.length; use++) layer.dispose(); // gives up one of its uses
  return model;
}
