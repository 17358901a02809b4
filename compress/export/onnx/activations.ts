import type { Call } from "../../model/calls.ts";
import { segmentEpsilon } from "../../model/layers/segment-activation.ts";
import { tf } from "../../tensorflow.ts";
import { type Attributes, give, type Onnx, type Rule, refuse, weight } from "./rule.ts";

/** Elementwise, so in whichever layout the values are. */
function elementwise(op: string, attributes: (call: Call) => Attributes = () => ({})): Rule {
  return (call, onnx) => {
    const layout = onnx.layouts.common(call.inputs);
    give(call, onnx, layout, op, [onnx.layouts.get(call.inputs[0]!, layout)], attributes(call));
  };
}

/**
 * Several elementwise operations in a row: `write` receives the value's name and how to add one,
 * and returns the last one's operation and inputs.
 */
function composed(
  write: (
    x: string,
    add: (op: string, inputs: readonly string[], attributes?: Attributes) => string,
    number: (value: number) => string,
    call: Call,
    onnx: Onnx,
  ) => [op: string, inputs: string[]],
): Rule {
  return (call, onnx) => {
    const layout = onnx.layouts.common(call.inputs);
    const x = onnx.layouts.get(call.inputs[0]!, layout);
    const add = (op: string, inputs: readonly string[], attributes?: Attributes) =>
      onnx.graph.add(op, `${call.output}/${op.toLowerCase()}`, inputs, attributes);
    const [op, inputs] = write(x, add, (value) => onnx.graph.scalar(value), call, onnx);
    give(call, onnx, layout, op, inputs);
  };
}

const cutOff = (top: (call: Call) => number) =>
  composed((x, _add, number, call) => ["Clip", [x, number(0), number(top(call))]]);

/** Over the channels, the one axis that TensorFlow's softmax takes. */
function overChannels(op: string): Rule {
  return (call, onnx) => {
    const layout = onnx.layouts.common(call.inputs, ["channelsFirst", "channelsLast"]);
    const axis = layout === "channelsFirst" ? 1 : -1;
    give(call, onnx, layout, op, [onnx.layouts.get(call.inputs[0]!, layout)], { axis });
  };
}

const alias: Rule = (call, { layouts }) => layouts.alias(call.output, call.inputs[0]!);

/** Activations by the names they have in model.json. */
const functions: Record<string, Rule> = {
  linear: alias,
  relu: elementwise("Relu"),
  relu6: cutOff(() => 6),
  elu: elementwise("Elu"),
  selu: elementwise("Selu"),
  sigmoid: elementwise("Sigmoid"),
  hard_sigmoid: elementwise("HardSigmoid", () => ({ alpha: { float: 0.2 }, beta: { float: 0.5 } })),
  tanh: elementwise("Tanh"),
  softplus: elementwise("Softplus"),
  softsign: elementwise("Softsign"),
  softmax: overChannels("Softmax"),
  log_softmax: overChannels("LogSoftmax"),
  swish: composed((x, add) => ["Mul", [x, add("Sigmoid", [x])]]),
  mish: composed((x, add) => ["Mul", [x, add("Tanh", [add("Softplus", [x])])]]),
  // x · (1 + erf(x / √2)) / 2
  gelu: composed((x, add, number) => {
    const erf = add("Erf", [add("Div", [x, number(Math.SQRT2)])]);
    return ["Mul", [add("Mul", [x, number(0.5)]), add("Add", [erf, number(1)])]];
  }),
  // x · (1 + tanh(√(2/π) · (x + 0.044715 x³))) / 2
  gelu_new: composed((x, add, number) => {
    const cube = add("Mul", [add("Pow", [x, number(3)]), number(0.044715)]);
    const tanh = add("Tanh", [add("Mul", [add("Add", [x, cube]), number(Math.sqrt(2 / Math.PI))])]);
    return ["Mul", [add("Mul", [x, number(0.5)]), add("Add", [tanh, number(1)])]];
  }),
};

const activation: Rule = (call, onnx) => {
  const name = String(call.config.activation);
  const rule = Object.hasOwn(functions, name) ? functions[name] : undefined;
  return rule ? rule(call, onnx) : refuse(call, `its activation ${name} is not known there`);
};

/** A ReLU, cut off above where `max_value` is set. */
const relu: Rule = (call, onnx) =>
  (call.config.max_value == null ? functions.relu! : cutOff(({ config }) => Number(config.max_value)))(call, onnx);

const softmax: Rule = (call, onnx) => {
  const axis = [call.config.axis ?? -1].flat().map(Number);
  const last = axis.length === 1 && (axis[0] === -1 || axis[0] === call.inputShapes[0]!.length);
  return last ? functions.softmax!(call, onnx) : refuse(call, "it is over another axis than the last");
};

/** The slopes `[…space, channels]` are brought to where the values' channels are. */
const prelu: Rule = (call, onnx) => {
  const layout = onnx.layouts.common(call.inputs, ["channelsFirst", "channelsLast"]);
  const slope = weight(call, onnx, "alpha", (value) => tf.expandDims(value, 0))!;
  const tensor = `${call.output}/slope`;
  onnx.layouts.put(tensor, call.inputShapes[0]!, "channelsLast", slope);
  give(
    call,
    onnx,
    layout,
    "PRelu",
    [call.inputs[0]!, tensor].map((each) => onnx.layouts.get(each, layout)),
  );
};

/**
 * y = slope[k] · x + offset[k], k the segment between -3 and +3 standard deviations; in the order
 * of operations of `segmentPosition`.
 */
const segments = composed((x, add, number, call, onnx) => {
  const count = Number(call.config.segments);
  const named = (name: string) => weight(call, onnx, name)!;
  const sigma = add("Sqrt", [add("Add", [named("moving_variance"), number(segmentEpsilon)])]);
  const low = add("Sub", [named("moving_mean"), add("Mul", [sigma, number(3)])]);
  const width = add("Div", [add("Mul", [sigma, number(6)]), number(count)]);
  const position = add("Div", [add("Sub", [x, low]), width]);
  const segment = add("Cast", [add("Floor", [add("Clip", [position, number(0), number(count - 1)])])], { to: 7 });
  const line = add("Mul", [x, add("Gather", [named("slope"), segment])]);
  return ["Add", [line, add("Gather", [named("offset"), segment])]];
});

/** Layers that are one function of each value, or of the channels at each place. */
export const activations: Record<string, Rule> = {
  Activation: activation,
  ReLU: relu,
  LeakyReLU: elementwise("LeakyRelu", ({ config }) => ({ alpha: { float: Number(config.alpha) } })),
  ELU: functions.elu!,
  PReLU: prelu,
  Softmax: softmax,
  LightMultiSegmentActivation: segments,
  Dropout: alias,
  SpatialDropout2D: alias,
  GaussianNoise: alias,
  GaussianDropout: alias,
};
