import { tf } from "../tensorflow.ts";
import { TracedGraph } from "../training/traced-graph.ts";
import { weightsOf } from "../training/weights.ts";

/**
 * A model made ready to run on one batch size. Dispose it always: the model itself it leaves as it
 * is.
 */
export interface Inference {
  /**
   * `[batch, height, width, channels]` -> `[batch, classes]`, in inference mode; the caller
   * disposes what it gets.
   */
  run(images: tf.Tensor): tf.Tensor;
  dispose(): void;
}

/**
 * How a model is run: compiled into one TensorFlow graph, as serving a SavedModel does; or
 * operation by operation, as `model.predict` does.
 */
export const inferenceEngines = ["graph", "predict"] as const;
export type InferenceEngine = (typeof inferenceEngines)[number];

/**
 * Makes a model ready for batches of one size.
 *
 * @throws CompressError `unsupported_layer` for layers that a graph cannot hold, `out_of_memory`.
 */
export function openInference(model: tf.LayersModel, batchSize: number, engine: InferenceEngine): Inference {
  return engine === "graph"
    ? compiled(model, batchSize)
    : { run: (images) => model.predict(images, { batchSize }) as tf.Tensor, dispose() {} };
}

function compiled(model: tf.LayersModel, batchSize: number): Inference {
  const [, ...shape] = model.inputs[0]!.shape as number[];
  const variables = Object.fromEntries(weightsOf(model).map(({ index, value }) => [`weight${index}`, value]));
  const images = tf.zeros([batchSize, ...shape]);
  let graph: TracedGraph | undefined;
  try {
    const body = () => ({
      outputs: { scores: model.apply(images, { training: false }) as tf.Tensor },
      updates: {},
    });
    graph = new TracedGraph(variables, { infer: { inputs: { images }, body } });
    graph.assign(variables);
  } catch (error) {
    graph?.unload();
    throw error;
  } finally {
    images.dispose();
  }
  const opened = graph;
  return { run: (images) => opened.call("infer", { images }).scores!, dispose: () => opened.unload() };
}
