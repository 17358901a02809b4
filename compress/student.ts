import { randomNormal } from "d3-random";
import { type AllocationTarget, chooseCuts } from "./allocation.ts";
import { buildModel, type WeightValues } from "./build-model.ts";
import { dependencyGraph } from "./dependencies.ts";
import { segmentActivationClass, startSlopes } from "./layers/register-layers.ts";
import { removalTarget } from "./removal.ts";
import { scores } from "./scores.ts";
import { removeChannels } from "./surgery.ts";
import type { tf } from "./tensorflow.ts";
import { layerName, type ModelConfig, modelConfig } from "./topology.ts";

/** What a student is to be. */
export interface StudentPlan {
  /** Fraction of the original's parameters that go, and what the original is. */
  remove: number;
  original: { parameters: number; pretrainEpochs: number };
  /** Segments of the activations that replace ReLUs; undefined keeps them. */
  segments?: number | undefined;
  /** In [0, 1), seeded by the caller: draws the weights. */
  random: () => number;
}

/**
 * The same architecture with every width scaled alike until the parameters meet the target, with new weights.
 *
 * Kernels are drawn as He et al. (ICCV 2015, arXiv:1502.01852) have it, deviation √(2 / fan-in); the rest starts where its layer starts it.
 * The scale is found by bisection on the exact count, where LMA's authors take the square root of the share to keep.
 * The caller disposes it. Throws `nothing_left_to_remove` for an impossible target.
 */
export async function narrowerStudent(model: tf.LayersModel, plan: StudentPlan): Promise<tf.LayersModel> {
  const { remove, original, segments, random } = plan;
  const graph = dependencyGraph(model);
  const goal = removalTarget(graph, remove, { original });
  const topology = modelConfig(model);
  const sites = segments === undefined ? 0 : replaceRelus(topology, segments);
  const target: AllocationTarget = {
    allocation: "uniform",
    atMostPerLayer: 1,
    ...goal,
    parameters: goal.parameters - 2 * (segments ?? 0) * sites,
  };
  const { cuts } = chooseCuts(graph, scores.random({ model, graph, random }), target);
  const narrow = await removeChannels(model, cuts, graph);
  try {
    const smaller = modelConfig(narrow);
    const names = segments === undefined ? [] : reluLayers(smaller);
    if (segments !== undefined) replaceRelus(smaller, segments);
    const kept = narrow.weights.map(({ originalName, shape }) => fresh(originalName, shape as number[], random));
    const added = names.flatMap((layer) => freshActivation(layer, segments!));
    return await buildModel(smaller, [...kept, ...added]);
  } finally {
    narrow.dispose();
  }
}

function isRelu({ class_name, config }: ModelConfig["config"]["layers"][number]): boolean {
  return (class_name === "Activation" && config.activation === "relu") || class_name === "ReLU";
}

function reluLayers(topology: ModelConfig): string[] {
  return topology.config.layers.filter(isRelu).map(layerName);
}

/** Puts one layer of segments in place of each ReLU layer, and gives how many there were. */
function replaceRelus(topology: ModelConfig, segments: number): number {
  const relus = topology.config.layers.filter(isRelu);
  for (const layer of relus) {
    const name = layerName(layer);
    layer.class_name = segmentActivationClass;
    layer.config = { name, trainable: true, segments };
  }
  return relus.length;
}

function fresh(name: string, shape: number[], random: () => number): WeightValues {
  const size = shape.reduce((product, each) => product * each, 1);
  const local = name.slice(name.lastIndexOf("/") + 1);
  if (local.endsWith("kernel")) {
    const fanIn = local === "depthwise_kernel" ? shape[0]! * shape[1]! : size / shape.at(-1)!;
    const draw = randomNormal.source(random)(0, Math.sqrt(2 / fanIn));
    return { name, shape, values: Float32Array.from({ length: size }, draw) };
  }
  if (local === "slope") return { name, shape, values: startSlopes(size) };
  const one = local === "gamma" || local === "moving_variance";
  return { name, shape, values: new Float32Array(size).fill(one ? 1 : 0) };
}

function freshActivation(layer: string, segments: number): WeightValues[] {
  const weight = (name: string, size: number) => fresh(`${layer}/${name}`, [size], () => 0);
  return [
    weight("slope", segments),
    weight("offset", segments),
    weight("moving_mean", 1),
    weight("moving_variance", 1),
  ];
}

/** The same network with new weights, drawn as `narrowerStudent` draws them. */
export function freshCopy(model: tf.LayersModel, random: () => number): Promise<tf.LayersModel> {
  const weights = model.weights.map(({ originalName, shape }) => fresh(originalName, shape as number[], random));
  return buildModel(modelConfig(model), weights);
}
