import fc from "fast-check";
import { tf } from "../../../compress/tensorflow.ts";
import { seeded } from "../training/toys.ts";
import { Builder } from "./builder.ts";
import { append, type Piece, piece } from "./pieces.ts";

/** A random network: pieces one after the other, small enough to print when a property fails. */
export interface NetSpec {
  pieces: Piece[];
  head: "flatten" | "average" | "most";
  hidden: number | null;
  seed: number;
}

const width = fc.integer({ min: 2, max: 6 });

function specs(pieces: fc.Arbitrary<Piece[]>): fc.Arbitrary<NetSpec> {
  return fc.record({
    pieces,
    head: fc.constantFrom("flatten" as const, "average" as const, "most" as const),
    hidden: fc.option(width),
    seed: fc.double({ min: 0, max: 0.99, noNaN: true }),
  });
}

/** Networks of all pieces, on 8x8 images, ending in logits of three classes. */
export const netSpecs: fc.Arbitrary<NetSpec> = specs(fc.array(piece(), { minLength: 1, maxLength: 4 }));

/** Networks with a piece of one kind in them. */
export function netSpecsWith(kind: Piece["kind"]): fc.Arbitrary<NetSpec> {
  const others = fc.array(piece(), { maxLength: 2 });
  return specs(
    fc.tuple(others, piece(kind), others).map(([before, one, after]) => [...before.slice(1), one, ...after]),
  );
}

/** Builds a network of the given pieces with seeded weights and batch-norm statistics. */
export function buildNet({ pieces, head, hidden, seed }: NetSpec): tf.LayersModel {
  const build = new Builder();
  const input = build.input([8, 8, 2]);
  let x = pieces.reduce((x, spec) => append(build, x, spec), build.conv(input, 4));
  x = build.on(headOf(head), x);
  if (hidden !== null) x = build.on(tf.layers.dense({ units: hidden, activation: "relu" }), x);
  return seeded(tf.model({ inputs: input, outputs: build.on(tf.layers.dense({ units: 3 }), x) }), seed);
}

function headOf(head: NetSpec["head"]): tf.layers.Layer {
  if (head === "flatten") return tf.layers.flatten();
  return head === "average" ? tf.layers.globalAveragePooling2d({}) : tf.layers.globalMaxPooling2d({});
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
