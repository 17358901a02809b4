import fc from "fast-check";
import { tf } from "../../../compress/tensorflow.ts";
import { Builder, channelsOf, type Node } from "./builder.ts";
import type { Piece, PlainPiece } from "./pieces.ts";

/**
 * A model in the model. `twice` uses it two times, one after the other or side by side, and its
 * layers share their weights.
 */
export type NestedPiece =
  | { kind: "functional"; pieces: (PlainPiece | NestedPiece)[]; frozen: boolean }
  | { kind: "sequential"; filters: [number, number]; inner: boolean }
  | { kind: "twice"; filters: number; beside: boolean };

const width = fc.integer({ min: 2, max: 6 });
const is = <K extends string>(kind: K) => fc.constant(kind);

/** The kinds of nested piece, of pieces that hold none and of nested ones. */
export function nestedPieces(plain: fc.Arbitrary<PlainPiece>): {
  [K in NestedPiece["kind"]]: fc.Arbitrary<Extract<NestedPiece, { kind: K }>>;
} {
  const sequential = fc.record({ kind: is("sequential"), filters: fc.tuple(width, width), inner: fc.boolean() });
  const twice = fc.record({ kind: is("twice"), filters: width, beside: fc.boolean() });
  const innermost = fc.record({
    kind: is("functional"),
    pieces: fc.array(fc.oneof(plain, sequential, twice), { minLength: 1, maxLength: 2 }),
    frozen: fc.boolean(),
  });
  const functional = fc.record({
    kind: is("functional"),
    pieces: fc.array(fc.oneof(plain, sequential, twice, innermost), { minLength: 1, maxLength: 2 }),
    frozen: fc.boolean(),
  });
  return { functional, sequential, twice };
}

/** Puts a nested model behind `x`. */
export function appendNested(
  outer: Builder,
  x: Node,
  spec: NestedPiece,
  append: (build: Builder, x: Node, spec: Piece) => Node,
): Node {
  const build = new Builder();
  const shape = x.shape.slice(1) as number[];
  switch (spec.kind) {
    case "functional": {
      const inputs = build.input(shape);
      const model = tf.model({ inputs, outputs: spec.pieces.reduce((y, piece) => append(build, y, piece), inputs) });
      const given = outer.on(model, x);
      if (spec.frozen) model.trainable = false;
      return given;
    }
    case "sequential": {
      const [first, second] = spec.filters;
      const chain = [
        tf.layers.conv2d({ filters: first, kernelSize: 3, padding: "same", inputShape: shape }),
        tf.layers.batchNormalization(),
        tf.layers.reLU(),
      ].map((layer) => build.named(layer));
      const inner = tf.sequential({ layers: chain });
      const conv = build.named(tf.layers.conv2d({ filters: second, kernelSize: 1 }));
      const model = spec.inner ? tf.sequential({ layers: [build.named(inner), conv] }) : inner;
      return outer.on(model, x);
    }
    case "twice": {
      const inputs = build.input(shape);
      const inside = build.relu(build.norm(build.conv(inputs, spec.filters)));
      const outputs = build.conv(inside, channelsOf(x));
      const model = outer.named(tf.model({ inputs, outputs }));
      const first = model.apply(x) as Node;
      if (!spec.beside) return model.apply(first) as Node;
      return outer.on(tf.layers.concatenate(), [first, model.apply(outer.conv(x, channelsOf(x))) as Node]);
    }
  }
}
