import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { tf } from "../tensorflow.ts";
import { attribute, dataType, type GraphNode, type Signature, savedModel } from "../training/graph-def.ts";
import { GraphRecorder } from "../training/recorder.ts";
import { endsInSoftmax, overrideCall, withLogits } from "../training/rewrite.ts";
import { tensorflowVersions } from "../training/stock-fit.ts";
import { flatLayers, type Weight, weightsOf } from "../training/weights.ts";
import { openBatch, type Recording } from "./open-batch.ts";
import type { LoadedExport } from "./scores.ts";

/** Sizes of the two recordings; not 1, at which a layer might omit what other sizes need. */
const batches = [2, 3] as const;
const float32 = attribute.type(dataType.float32);

/**
 * Writes a model as a SavedModel of TensorFlow, one `saved_model.pb` with the weights in it as
 * constants.
 *
 * Tag `serve`. Signature `serving_default`: `images` `[batch, height, width, channels]` ->
 * `probabilities` `[batch, classes]`, or `logits` where the model does not end in softmax; where it
 * does, a signature `logits` returns what enters the softmax. All layers are in inference mode.
 *
 * @throws CompressError `unsupported_layer` for a layer that a graph cannot hold.
 */
export async function writeSavedModel(model: tf.LayersModel, directory: string): Promise<void> {
  const weights = new Map(weightsOf(model).map((weight) => [weight, weight.variable.originalName]));
  const names = nodeNames(weights);
  const [first, second] = batches.map((batch) => recording(model, batch, names));
  const [, ...shape] = model.inputs[0]!.shape as number[];
  const input: GraphNode = {
    name: "images",
    op: "Placeholder",
    inputs: [],
    attributes: { dtype: float32, shape: attribute.shape([-1, ...shape]) },
  };
  const constants = [...names].map(([{ value }, name]): GraphNode => {
    const tensor = attribute.tensor(dataType.float32, value.shape, value.dataSync<"float32">());
    return { name, op: "Const", inputs: [], attributes: { dtype: float32, value: tensor } };
  });
  const nodes = [input, ...constants, ...openBatch(first!, second!, "images")];
  await writeFile(join(directory, "saved_model.pb"), savedModel(nodes, signatures(model)));
}

/**
 * How the weights are called in the graph: `weights/stem-conv/kernel`, in the letters that
 * TensorFlow allows.
 */
function nodeNames(weights: ReadonlyMap<Weight, string>): Map<Weight, string> {
  const taken = new Set<string>();
  return new Map(
    [...weights].map(([weight, name]) => {
      const wanted = `weights/${allowed(name)}`;
      const free = taken.has(wanted) ? `${wanted}-${weight.index}` : wanted;
      taken.add(free);
      return [weight, free];
    }),
  );
}

function allowed(name: string): string {
  return name.replace(/[^A-Za-z0-9_./-]/g, "_");
}

function recording(model: tf.LayersModel, batch: number, weights: ReadonlyMap<Weight, string>): Recording {
  const recorder = new GraphRecorder();
  const [, ...shape] = model.inputs[0]!.shape as number[];
  tf.tidy(() => {
    for (const [{ value }, name] of weights) recorder.bind(value, name);
    const images = tf.zeros([batch, ...shape]);
    recorder.bind(images, "images");
    const output = (name: string, tensor: tf.Tensor) =>
      void recorder.add(name, "Identity", [recorder.sourceOf(tensor)], { T: float32 });
    const logits = withScopes(model, recorder, () =>
      withLogits(model, () => recorder.record(() => model.apply(images, { training: false }) as tf.Tensor)),
    );
    output("logits", logits);
    if (endsInSoftmax(model))
      output(
        "probabilities",
        recorder.record(() => tf.softmax(logits)),
      );
  });
  return { batch, nodes: recorder.nodes };
}

/** Runs `work` while each layer's operations are recorded under the layer's name. */
function withScopes<T>(model: tf.LayersModel, recorder: GraphRecorder, work: () => T): T {
  const undo = flatLayers(model).map((layer) =>
    overrideCall(layer, (_, stock) => (inputs, how) => {
      const { scope } = recorder;
      recorder.scope = `layers/${allowed(layer.name)}/`;
      try {
        return stock(inputs, how);
      } finally {
        recorder.scope = scope;
      }
    }),
  );
  try {
    return work();
  } finally {
    for (const restore of undo) restore();
  }
}

function signatures(model: tf.LayersModel): Record<string, Signature> {
  const type = dataType.float32;
  const open = (shape: tf.Shape) => shape.map((size) => size ?? -1);
  const inputs = { images: { node: "images", type, shape: open(model.inputs[0]!.shape) } };
  const gives = (node: string): Signature => ({
    inputs,
    outputs: { [node]: { node, type, shape: open(model.outputs[0]!.shape) } },
  });
  return endsInSoftmax(model)
    ? { serving_default: gives("probabilities"), logits: gives("logits") }
    : { serving_default: gives("logits") };
}

/** Loads our SavedModel through TensorFlow's own loader. */
export async function openSavedModel(directory: string): Promise<LoadedExport> {
  const { signatureDefs } = (await tf.node.getMetaGraphsFromSavedModel(directory))[0]!;
  const keys = Object.keys(signatureDefs);
  const loaded = new Map<string, Awaited<ReturnType<typeof tf.node.loadSavedModel>>>();
  for (const key of keys) loaded.set(key, await tf.node.loadSavedModel(directory, ["serve"], key));
  const call = (key: string, images: tf.Tensor) =>
    tf.tidy(() => (loaded.get(key)!.predict(images) as tf.Tensor).dataSync<"float32">().slice());
  return {
    program: `TensorFlow ${tensorflowVersions().tensorflow}`,
    run: async (images) =>
      loaded.has("logits")
        ? { logits: call("logits", images), probabilities: call("serving_default", images) }
        : { logits: call("serving_default", images), probabilities: null },
    close: async () => {
      for (const model of loaded.values()) model.dispose();
    },
  };
}
