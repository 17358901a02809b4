import type { Call } from "../../model/calls.ts";
import { tf } from "../../tensorflow.ts";
import type { Layout } from "./layouts.ts";
import { axisIn, plain } from "./places.ts";
import { give, type Onnx, type Rule, refuse, weight } from "./rule.ts";

/**
 * One operation on two values after the other, as TensorFlow.js does it; `share` of the result is
 * returned.
 */
function merge(op: "Add" | "Mul" | "Max" | "Min", share: (call: Call) => number = () => 1): Rule {
  return (call, onnx) => {
    const layout = commonLayout(call, onnx);
    const [first, ...others] = call.inputs.map((input, i) => operand(call, i, input, layout, onnx));
    const factor = share(call);
    const last = others.pop()!;
    const partial = others.reduce((sum, other) => onnx.graph.add(op, `${call.output}/part`, [sum, other]), first!);
    if (factor === 1) return give(call, onnx, layout, op, [partial, last]);
    const whole = onnx.graph.add(op, `${call.output}/part`, [partial, last]);
    give(call, onnx, layout, "Mul", [whole, onnx.graph.scalar(factor)]);
  };
}

/** Images and vectors meet as TensorFlow has them. */
function commonLayout({ inputs, inputShapes }: Call, { layouts }: Onnx): Layout {
  const [first, ...others] = inputShapes.map((shape) => shape.join());
  if (others.every((shape) => shape === first)) return layouts.common(inputs);
  const oneRank = new Set(inputShapes.map((shape) => shape.length)).size === 1;
  return layouts.common(inputs, oneRank ? plain : ["channelsLast"]);
}

/** What has fewer axes than the result gets axes of length one behind the batch. */
function operand(call: Call, at: number, input: string, layout: Layout, { layouts }: Onnx): string {
  const name = layouts.get(input, layout);
  const shape = call.inputShapes[at]!;
  const missing = call.outputShape.length - shape.length;
  if (missing === 0) return name;
  return layouts.reshaped(`${call.output}/input-${at + 1}`, name, [...Array<number>(missing).fill(1), ...shape]);
}

/** In inference: y = gamma · (x - mean) / √(variance + epsilon) + beta, for each channel. */
const batchNormalization: Rule = (call, onnx) => {
  const axis = axisIn("channelsLast", Number(call.config.axis ?? -1), call.inputShapes[0]!.length);
  if (axis !== call.inputShapes[0]!.length) refuse(call, "it normalises an axis that is not the last");
  const inputs = [
    onnx.layouts.get(call.inputs[0]!, "channelsFirst"),
    weight(call, onnx, "gamma") ?? allChannels(call, onnx, 1),
    weight(call, onnx, "beta") ?? allChannels(call, onnx, 0),
    weight(call, onnx, "moving_mean")!,
    weight(call, onnx, "moving_variance")!,
  ];
  const epsilon = { float: Number(call.config.epsilon) };
  give(call, onnx, "channelsFirst", "BatchNormalization", inputs, { epsilon });
};

/** The same number for each channel, as a constant `[channels]`. */
function allChannels(call: Call, { graph }: Onnx, value: number): string {
  const channels = call.inputShapes[0]!.at(-1)!;
  const values = () => ({ shape: [channels], values: new Float32Array(channels).fill(value) });
  return graph.floats(`numbers/${channels}x${value}`, values);
}

const layerNormalization: Rule = (call, onnx) => {
  const axis = axisIn("channelsLast", Number([call.config.axis ?? -1].flat()[0]), call.inputShapes[0]!.length);
  if (axis !== call.inputShapes[0]!.length) refuse(call, "it normalises an axis that is not the last");
  const inputs = [
    onnx.layouts.get(call.inputs[0]!, "channelsLast"),
    weight(call, onnx, "gamma") ?? allChannels(call, onnx, 1),
    weight(call, onnx, "beta") ?? allChannels(call, onnx, 0),
  ];
  give(call, onnx, "channelsLast", "LayerNormalization", inputs, {
    axis: -1,
    epsilon: { float: Number(call.config.epsilon) },
  });
};

/** Each group as one channel of an instance normalisation, then scale and shift. */
const groupNormalization: Rule = (call, onnx) => {
  const [shape, channels] = [call.inputShapes[0]!, call.inputShapes[0]!.at(-1)!];
  const groups = Number(call.config.groups) === -1 ? channels : Number(call.config.groups);
  const x = onnx.layouts.get(call.inputs[0]!, "channelsFirst");
  const first = [channels, ...shape.slice(0, -1)];
  const size = first.reduce((product, length) => product * length, 1);
  const parts = onnx.layouts.reshaped(`${call.output}/groups`, x, [groups, size / groups]);
  const all = (value: number) =>
    onnx.graph.floats(`numbers/${groups}x${value}`, () => ({
      shape: [groups],
      values: new Float32Array(groups).fill(value),
    }));
  const epsilon = { float: Number(call.config.epsilon) };
  const even = onnx.graph.add("InstanceNormalization", `${call.output}/even`, [parts, all(1), all(0)], { epsilon });
  const whole = onnx.layouts.reshaped(`${call.output}/whole`, even, first);
  const along = (value: tf.Tensor) => tf.reshape(value, [channels, ...shape.slice(0, -1).map(() => 1)]);
  const [gamma, beta] = [weight(call, onnx, "gamma", along), weight(call, onnx, "beta", along)];
  const scaled = gamma ? onnx.graph.add("Mul", `${call.output}/scaled`, [whole, gamma]) : whole;
  if (beta) give(call, onnx, "channelsFirst", "Add", [scaled, beta]);
  else give(call, onnx, "channelsFirst", "Identity", [scaled]);
};

const rescaling: Rule = (call, onnx) => {
  const layout = onnx.layouts.common(call.inputs);
  const x = onnx.layouts.get(call.inputs[0]!, layout);
  const scaled = onnx.graph.add("Mul", `${call.output}/scaled`, [x, onnx.graph.scalar(Number(call.config.scale))]);
  give(call, onnx, layout, "Add", [scaled, onnx.graph.scalar(Number(call.config.offset))]);
};

/** Layers that calculate with several tensors, or with statistics. */
export const arithmetic: Record<string, Rule> = {
  Add: merge("Add"),
  Average: merge("Add", ({ inputs }) => 1 / inputs.length),
  Multiply: merge("Mul"),
  Maximum: merge("Max"),
  Minimum: merge("Min"),
  BatchNormalization: batchNormalization,
  LayerNormalization: layerNormalization,
  GroupNormalization: groupNormalization,
  Rescaling: rescaling,
};
