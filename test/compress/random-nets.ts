import fc from "fast-check";
import { tf } from "../../compress/tensorflow.ts";
import { seeded } from "./training-toys.ts";

/** One piece of a random network; a network is a list of them, small enough to print when a property fails. */
export type Piece =
  | {
      kind: "conv";
      filters: number;
      strides: 1 | 2;
      bias: boolean;
      norm: boolean;
      activation: "relu" | "tanh" | "linear";
    }
  | { kind: "identity" | "projection"; filters: number; preActivation: boolean }
  | { kind: "concat"; filters: [number, number]; withInput: boolean }
  | { kind: "depthwise"; multiplier: 1 | 2 }
  | { kind: "shared" }
  | { kind: "pool"; average: boolean }
  | { kind: "pad" };

export interface NetSpec {
  pieces: Piece[];
  head: "flatten" | "average";
  hidden: number | null;
  seed: number;
}

const filters = fc.integer({ min: 2, max: 6 });
const piece: fc.Arbitrary<Piece> = fc.oneof(
  fc.record({
    kind: fc.constant("conv" as const),
    filters,
    strides: fc.constantFrom(1 as const, 2 as const),
    bias: fc.boolean(),
    norm: fc.boolean(),
    activation: fc.constantFrom("relu" as const, "tanh" as const, "linear" as const),
  }),
  fc.record({
    kind: fc.constantFrom("identity" as const, "projection" as const),
    filters,
    preActivation: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("concat" as const), filters: fc.tuple(filters, filters), withInput: fc.boolean() }),
  fc.record({ kind: fc.constant("depthwise" as const), multiplier: fc.constantFrom(1 as const, 2 as const) }),
  fc.record({ kind: fc.constant("shared" as const) }),
  fc.record({ kind: fc.constant("pool" as const), average: fc.boolean() }),
  fc.record({ kind: fc.constant("pad" as const) }),
);

/** Networks of plain, residual and concatenated pieces on 8x8 images, ending in logits of three classes. */
export const netSpecs: fc.Arbitrary<NetSpec> = fc.record({
  pieces: fc.array(piece, { minLength: 1, maxLength: 4 }),
  head: fc.constantFrom("flatten" as const, "average" as const),
  hidden: fc.option(filters),
  seed: fc.double({ min: 0, max: 0.99, noNaN: true }),
});

type Node = tf.SymbolicTensor;
const on = (layer: tf.layers.Layer, x: Node | Node[]) => layer.apply(x) as Node;
const conv = (x: Node, count: number, strides = 1, useBias = false) =>
  on(tf.layers.conv2d({ filters: count, kernelSize: 3, strides, padding: "same", useBias }), x);
const norm = (x: Node) => on(tf.layers.batchNormalization({}), x);
const relu = (x: Node) => on(tf.layers.activation({ activation: "relu" }), x);
const channelsOf = (x: Node) => x.shape.at(-1)!;

function append(x: Node, spec: Piece): Node {
  switch (spec.kind) {
    case "conv": {
      const made = conv(x, spec.filters, spec.strides, spec.bias);
      return on(tf.layers.activation({ activation: spec.activation }), spec.norm ? norm(made) : made);
    }
    case "identity": {
      const inside = spec.preActivation ? conv(relu(norm(x)), channelsOf(x)) : relu(norm(conv(x, channelsOf(x))));
      return on(tf.layers.add(), [inside, x]);
    }
    case "projection": {
      const enter = spec.preActivation ? relu(norm(x)) : x;
      return on(tf.layers.add(), [conv(enter, spec.filters), conv(relu(conv(enter, 3)), spec.filters, 1, true)]);
    }
    case "concat": {
      const branches = spec.filters.map((count) => relu(conv(x, count)));
      return norm(on(tf.layers.concatenate(), spec.withInput ? [...branches, x] : branches));
    }
    case "depthwise":
      return relu(
        norm(on(tf.layers.depthwiseConv2d({ kernelSize: 3, padding: "same", depthMultiplier: spec.multiplier }), x)),
      );
    case "shared": {
      const twice = tf.layers.conv2d({ filters: channelsOf(x), kernelSize: 1 });
      return on(twice, relu(on(twice, x)));
    }
    case "pool":
      return spec.average
        ? on(tf.layers.averagePooling2d({ poolSize: 2, padding: "same" }), x)
        : on(tf.layers.maxPooling2d({ poolSize: 2, padding: "same" }), x);
    case "pad":
      return on(tf.layers.zeroPadding2d({ padding: 1 }), x);
  }
}

/** Builds a network of the given pieces with seeded weights and batch-norm statistics. */
export function buildNet({ pieces, head, hidden, seed }: NetSpec): tf.LayersModel {
  const input = tf.input({ shape: [8, 8, 2] });
  let x = pieces.reduce(append, conv(input, 4));
  x = on(head === "flatten" ? tf.layers.flatten() : tf.layers.globalAveragePooling2d({}), x);
  if (hidden !== null) x = on(tf.layers.dense({ units: hidden, activation: "relu" }), x);
  return seeded(tf.model({ inputs: input, outputs: on(tf.layers.dense({ units: 3 }), x) }), seed);
}

/** Logits of a fixed batch of noise, `[8 * classes]`. */
export function logitsOf(model: tf.LayersModel): Float32Array {
  return tf.tidy(() => {
    const images = tf.randomNormal([8, ...(model.inputs[0]!.shape.slice(1) as number[])], 0, 1, "float32", 7);
    return (model.predict(images) as tf.Tensor).dataSync<"float32">().slice();
  });
}

/** The largest difference, in units of the largest logit or 1. */
export function distance(a: Float32Array, b: Float32Array): number {
  const scale = Math.max(1, ...a.map(Math.abs));
  return Math.max(...a.map((value, i) => Math.abs(value - b[i]!))) / scale;
}
