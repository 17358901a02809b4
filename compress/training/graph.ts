import { topologyOf } from "../model/topology.ts";
import { tf } from "../tensorflow.ts";
import type { Batch } from "./batches.ts";
import type { Engine, StepSettings } from "./engine.ts";
import { putBackGraph, takeGraph } from "./graph-pool.ts";
import { batchTensors, stepInputs, sumFresh } from "./inputs.ts";
import { teacherOf } from "./loss.ts";
import { evaluateStep, type StepStructure, trainStep } from "./step.ts";
import { type TracedFunction, TracedGraph } from "./traced-graph.ts";
import { type Weight, weightsOf } from "./weights.ts";

/** The batch sizes to compile for: a graph's shapes are fixed. Other sizes cannot be called. */
export interface GraphSizes {
  train?: number;
  evaluate?: number;
}

const weightName = ({ index }: Weight) => `weight${index}`;
const teacherName = ({ index }: Weight) => `teacher${index}`;
const momentumName = ({ index }: Weight) => `momentum${index}`;
const maskName = ({ index }: Weight) => `mask${index}`;

/**
 * Runs each step as one TensorFlow graph, several times faster than operation by operation.
 * Compiling takes a little more than one eager step per batch size; a model of the same topology as
 * one before it, on the same sizes, takes over that one's graph.
 *
 * @throws CompressError `unsupported_layer` for layers that a graph cannot hold, `out_of_memory`.
 */
export function graphEngine(model: tf.LayersModel, structure: StepStructure, sizes: GraphSizes): Engine {
  const weights = weightsOf(model);
  const learning = sizes.train === undefined ? [] : weights.filter((weight) => weight.trainable);
  const key = graphKey(model, weights, structure, sizes);
  const graph = takeGraph(key, () => compile(model, weights, learning, structure, sizes));
  const push = () => graph.assign(named(weights, weightName, ({ value }) => value));
  const mask = (given: ReadonlyMap<string, tf.Tensor>) => {
    const free = ({ value }: Weight) => tf.ones(value.shape);
    tf.tidy(() =>
      graph.assign(named(learning, maskName, (weight) => given.get(weight.variable.originalName) ?? free(weight))),
    );
  };
  try {
    push();
    if (structure.masked) mask(new Map());
    const zeros = named(learning, momentumName, ({ value }) => tf.zeros(value.shape));
    graph.assign(zeros);
    tf.dispose(zeros);
    if (sizes.train !== undefined) graph.assign(named(teacherWeights(structure), teacherName, ({ value }) => value));
  } catch (error) {
    graph.unload();
    throw error;
  }

  let failed = false;
  const call = (name: "train" | "evaluate", inputs: Record<string, tf.Tensor>) => {
    failed = true; // until it has not
    const outputs = graph.call(name, inputs);
    failed = false;
    return outputs;
  };
  return {
    train: (batch, settings) =>
      tf.tidy(() => {
        const { loss, correct } = call("train", { ...stepInputs(model, batch, settings) });
        return { loss: loss!.dataSync()[0]!, correct: correct!.dataSync()[0]! };
      }),
    evaluate: (batch) =>
      tf.tidy(() => {
        const { loss, hit } = call("evaluate", { ...batchTensors(model, batch) });
        return sumFresh({ loss: loss!, hit: hit! }, batch.fresh);
      }),
    pull() {
      const values = graph.read(weights.map(weightName));
      for (const weight of weights) weight.value.assign(values[weightName(weight)]!);
      tf.dispose(values);
    },
    push,
    mask,
    dispose: () => (failed ? graph.unload() : putBackGraph(key, graph)),
  };
}

/** Everything that a graph holds besides the values of its variables. */
function graphKey(
  model: tf.LayersModel,
  weights: readonly Weight[],
  { loss, ...structure }: StepStructure,
  sizes: GraphSizes,
): string {
  const teacher = loss && teacherOf(loss);
  const minimised = loss && { ...loss, teacher: teacher && topologyOf(teacher) };
  const trainable = weights.map((weight) => weight.trainable);
  return JSON.stringify([topologyOf(model), trainable, structure, minimised, sizes]);
}

function named(
  weights: readonly Weight[],
  name: (weight: Weight) => string,
  tensor: (weight: Weight) => tf.Tensor,
): Record<string, tf.Tensor> {
  return Object.fromEntries(weights.map((weight) => [name(weight), tensor(weight)]));
}

/** The weights of the network that the loss compares with: variables that no step changes. */
function teacherWeights({ loss }: StepStructure): Weight[] {
  const teacher = loss && teacherOf(loss);
  return teacher ? weightsOf(teacher) : [];
}

function compile(
  model: tf.LayersModel,
  weights: readonly Weight[],
  learning: readonly Weight[],
  structure: StepStructure,
  sizes: GraphSizes,
): TracedGraph {
  return inScope(() => {
    const momenta = new Map(learning.map((weight) => [weight, tf.zeros(weight.value.shape)]));
    const masks = new Map(structure.masked ? learning.map((weight) => [weight, tf.ones(weight.value.shape)]) : []);
    const variables = {
      ...named(weights, weightName, ({ value }) => value),
      ...named(learning, momentumName, (weight) => momenta.get(weight)!),
      ...named([...masks.keys()], maskName, (weight) => masks.get(weight)!),
      ...named(sizes.train === undefined ? [] : teacherWeights(structure), teacherName, ({ value }) => value),
    };
    const functions: Record<string, TracedFunction> = {};
    if (sizes.train !== undefined) {
      const inputs = stepInputs(model, exampleBatch(model, sizes.train), exampleSettings);
      functions.train = {
        inputs: { ...inputs },
        body() {
          const step = trainStep(model, weights, momenta, inputs, structure, masks);
          const changed = named([...step.weights.keys()], weightName, (weight) => step.weights.get(weight)!);
          const moved = named([...step.momenta.keys()], momentumName, (weight) => step.momenta.get(weight)!);
          return { outputs: { loss: step.loss, correct: step.correct }, updates: { ...changed, ...moved } };
        },
      };
    }
    if (sizes.evaluate !== undefined) {
      const inputs = batchTensors(model, exampleBatch(model, sizes.evaluate));
      functions.evaluate = {
        inputs: { ...inputs },
        body: () => ({ outputs: { ...evaluateStep(model, inputs.images, inputs.labels) }, updates: {} }),
      };
    }
    return new TracedGraph(variables, functions);
  });
}

/** `tf.tidy` for work that returns something else than tensors. */
function inScope<T>(work: () => T): T {
  tf.engine().startScope();
  try {
    return work();
  } finally {
    tf.engine().endScope();
  }
}

/** A batch of black images: only its size matters. */
function exampleBatch(model: tf.LayersModel, size: number): Batch {
  const pixels = tf.util.sizeFromShape(model.inputs[0]!.shape.slice(1) as number[]);
  return { images: new Float32Array(size * pixels), labels: new Int32Array(size), size, fresh: size };
}

const exampleSettings: StepSettings = {
  learningRate: 0,
  momentum: 0,
  weightDecay: 0,
  batchNormScaleL1: 0,
  seed: [0, 0],
};
