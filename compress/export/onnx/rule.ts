import { CompressError } from "../../errors.ts";
import type { Call } from "../../model/calls.ts";
import { tf } from "../../tensorflow.ts";
import type { OnnxGraph } from "./graph.ts";
import type { Layout, Layouts } from "./layouts.ts";
import type { OnnxAttribute } from "./protobuf.ts";

/** The graph that is being written, and where the network's tensors are in it. */
export interface Onnx {
  graph: OnnxGraph;
  layouts: Layouts;
}

export type Attributes = Readonly<Record<string, OnnxAttribute>>;

/** How a use of a layer is written in ONNX: adds operations, and puts the call's output. */
export type Rule = (call: Call, onnx: Onnx) => void;

/** @throws CompressError `unsupported_layer`, naming the layer. */
export function refuse({ layer, className }: Call, why: string): never {
  throw new CompressError(
    "unsupported_layer",
    `Layer ${layer.name} (${className}) cannot be exported to ONNX: ${why}.`,
  );
}

/** Adds the operation that makes the call's output. */
export function give(
  call: Call,
  { graph, layouts }: Onnx,
  layout: Layout,
  op: string,
  inputs: readonly string[],
  attributes: Attributes = {},
): void {
  layouts.put(call.output, call.outputShape, layout, graph.add(op, call.output, inputs, attributes));
}

/**
 * A weight of the call's layer as a constant of the graph; undefined where the layer has none of
 * that name.
 */
export function weight(
  call: Call,
  { graph }: Onnx,
  name: string,
  arranged: (value: tf.Tensor) => tf.Tensor = (value) => value,
): string | undefined {
  const variable = call.layer.weights.find(({ originalName }) => originalName.endsWith(`/${name}`));
  if (!variable) return undefined;
  const make = () =>
    tf.tidy(() => {
      const value = arranged(variable.read());
      return { shape: value.shape, values: value.dataSync<"float32">().slice() };
    });
  return graph.floats(variable.originalName, make, variable);
}

/** A setting that has a number for each axis, of the first so many; one number may be for all. */
export function perAxis(value: unknown, axes: number): number[] {
  return Array.isArray(value) ? value.slice(0, axes).map(Number) : Array<number>(axes).fill(Number(value ?? 1));
}
