import type { Call, Shape } from "./topology.ts";

/** Which channel stands at each position of a tensor's last axis. */
export type Channels = Int32Array;

/** What a layer does with an axis of a weight: makes channels, carries them on unmixed, or reads them into a sum. */
export type Role = "makes" | "carries" | "reads";

/** How a layer tells the dependency graph what it does with the channels it is given. */
export interface Flow {
  /** The channels that this layer makes: `count` new ones at its first call, the same ones at each later call. */
  make(call: Call, count: number): Channels;
  /** Says that an axis of a weight of this layer goes with these channels. A weight the layer does not have is passed over. */
  weight(call: Call, name: string, axis: number, role: Role, channels: Channels): void;
  /** These must be kept or removed together, position by position. */
  join(a: Channels, b: Channels): void;
  /** These cannot be removed, and why. */
  pin(channels: Channels, layer: string, why: Fixed["why"], sentence: string): void;
}

/** A layer that holds channels in place. */
export interface Fixed {
  layer: string;
  why: "input" | "output" | "unsupported_layer";
  sentence: string;
}

type Rule = (call: Call, inputs: Channels[], flow: Flow) => Channels;

/** Weights whose last axis makes channels from the input channels that another axis reads. */
function producer(kernel: string, reads: number, makes: number, size: "filters" | "units"): Rule {
  return (call, [input], flow) => {
    if (call.config.data_format === "channels_first") return refuse("its channels come first")(call, [input!], flow);
    const output = flow.make(call, Number(call.config[size]));
    flow.weight(call, kernel, reads, "reads", input!);
    flow.weight(call, kernel, makes, "makes", output);
    flow.weight(call, "bias", 0, "makes", output);
    return output;
  };
}

/** Each input channel makes `depth_multiplier` outputs of its own, so it goes when they go. */
const depthwise: Rule = (call, [input], flow) => {
  const copies = Number(call.config.depth_multiplier ?? 1);
  const output = Int32Array.from({ length: input!.length * copies }, (_, i) => input![Math.floor(i / copies)]!);
  flow.weight(call, "depthwise_kernel", 2, "carries", input!);
  flow.weight(call, "bias", 0, "carries", output);
  return output;
};

const batchNormalization: Rule = (call, [input], flow) => {
  const axis = Number(call.config.axis ?? -1);
  if (axis !== -1 && axis !== call.inputShapes[0]!.length)
    return refuse("it normalises an axis that is not the last")(call, [input!], flow);
  for (const name of ["gamma", "beta", "moving_mean", "moving_variance"]) flow.weight(call, name, 0, "carries", input!);
  return input!;
};

/** Every position of the image becomes a feature: `[height, width, channels]` row by row. */
const flatten: Rule = (call, [input], flow) => {
  if (call.config.data_format === "channels_first") return refuse("its channels come first")(call, [input!], flow);
  const repeats = call.outputShape[0]! / input!.length;
  return Int32Array.from({ length: repeats * input!.length }, (_, i) => input![i % input!.length]!);
};

/** Position by position, so the inputs' channels are one. */
const elementwise: Rule = (call, inputs, flow) => {
  const [first, ...others] = inputs;
  if (others.some((other) => other.length !== first!.length))
    return refuse("it stretches one channel over many")(call, inputs, flow);
  for (const other of others) flow.join(first!, other);
  return first!;
};

const concatenate: Rule = (call, inputs, flow) => {
  const axis = Number(call.config.axis ?? -1);
  const last = axis === -1 || axis === call.outputShape.length; // the shape leaves the batch out, the axis counts it
  return last ? Int32Array.from(inputs.flatMap((input) => [...input])) : elementwise(call, inputs, flow);
};

const pass: Rule = (_call, [input]) => input!;

const activation: Rule = (call, inputs, flow) =>
  call.config.activation === "softmax" && inputs[0]
    ? refuse("a softmax mixes its channels")(call, inputs, flow)
    : inputs[0]!;

const prelu: Rule = (call, [input], flow) => {
  flow.weight(call, "alpha", call.inputShapes[0]!.length - 1, "carries", input!);
  return input!;
};

/** What enters stays as it is, and what comes out cannot be removed either. */
function refuse(because: string): Rule {
  return (call, inputs, flow) => {
    const { name } = call.layer;
    const sentence = `Layer ${name} (${call.className}) cannot be pruned, nor what feeds it: ${because}.`;
    for (const input of inputs) flow.pin(input, name, "unsupported_layer", sentence);
    const output = flow.make(call, lastSize(call.outputShape));
    flow.pin(output, name, "unsupported_layer", sentence);
    return output;
  };
}

const input: Rule = (call, _none, flow) => {
  const output = flow.make(call, lastSize(call.outputShape));
  flow.pin(
    output,
    call.layer.name,
    "input",
    `Layer ${call.layer.name} is the network's input: its channels are the data's.`,
  );
  return output;
};

function lastSize(shape: Shape): number {
  return shape.at(-1) ?? 1;
}

/** How channels pass through each class of layer. To support another class, add its line. */
const rules: Record<string, Rule> = {
  InputLayer: input,
  Conv2D: producer("kernel", 2, 3, "filters"),
  Conv2DTranspose: producer("kernel", 3, 2, "filters"),
  Dense: producer("kernel", 0, 1, "units"),
  DepthwiseConv2D: depthwise,
  BatchNormalization: batchNormalization,
  PReLU: prelu,
  Activation: activation,
  ReLU: pass,
  LeakyReLU: pass,
  ELU: pass,
  LightMultiSegmentActivation: pass,
  Dropout: pass,
  SpatialDropout2D: pass,
  GaussianNoise: pass,
  MaxPooling2D: pass,
  AveragePooling2D: pass,
  GlobalAveragePooling2D: pass,
  GlobalMaxPooling2D: pass,
  ZeroPadding2D: pass,
  UpSampling2D: pass,
  Flatten: flatten,
  Add: elementwise,
  Average: elementwise,
  Multiply: elementwise,
  Concatenate: concatenate,
};

/** The channels a call gives, after telling `flow` what must go with what. */
export function passChannels(call: Call, inputs: Channels[], flow: Flow): Channels {
  const rule =
    rules[call.className] ?? refuse(`layers of class ${call.className} are not known to the dependency graph`);
  return rule(call, inputs, flow);
}

/** The classes of layer that channels can be followed through. */
export const supportedLayers: readonly string[] = Object.keys(rules);
