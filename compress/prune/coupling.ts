import type { Call, Shape } from "../model/calls.ts";

/** Which channel is at each position of a tensor's last axis. */
export type Channels = Int32Array;

/**
 * What a layer does with an axis of a weight: makes channels, carries them on unmixed, or reads
 * them into a sum.
 */
export type Role = "makes" | "carries" | "reads";

/** How a layer declares to the dependency graph what it does with the channels it receives. */
export interface Flow {
  /**
   * The channels that this layer makes: `count` new ones at its first call, the same ones at each
   * later call.
   */
  make(call: Call, count: number): Channels;
  /**
   * Declares that an axis of a weight of this layer goes with these channels. A weight the layer
   * does not have is passed over.
   */
  weight(call: Call, name: string, axis: number, role: Role, channels: Channels): void;
  /**
   * Declares that a setting of this layer counts these channels; where the setting is a list, its
   * last number does.
   */
  size(call: Call, setting: string, channels: Channels): void;
  /** These must be kept or removed together, position by position. */
  join(a: Channels, b: Channels): void;
  /** These cannot be removed, and why. */
  pin(channels: Channels, layer: string, why: Fixed["why"], sentence: string): void;
}

/** A layer that holds channels in place. */
export interface Fixed {
  layer: string;
  why: "input" | "output" | "unsupported_layer" | "kept";
  sentence: string;
}

type Rule = (call: Call, inputs: Channels[], flow: Flow) => Channels;

/** Activations that look at all channels of a position at once. */
const mixing = ["softmax", "log_softmax"];
const mixes = ({ config }: Call) => mixing.includes(String(config.activation));
const mixed = "a softmax mixes its channels";

/**
 * Follows a rule where the channels come last, as they do everywhere here but in models of other
 * programs.
 */
function channelsLast(rule: Rule): Rule {
  return (call, inputs, flow) =>
    (call.config.data_format === "channels_first" ? refuse("its channels come first") : rule)(call, inputs, flow);
}

/** Weights whose last axis makes channels from the input channels that another axis reads. */
function producer(kernel: string, reads: number, makes: number, size: "filters" | "units"): Rule {
  return channelsLast((call, [input], flow) => {
    flow.weight(call, kernel, reads, "reads", input!);
    return produced(call, kernel, makes, size, flow);
  });
}

function produced(call: Call, kernel: string, axis: number, size: "filters" | "units", flow: Flow): Channels {
  const output = flow.make(call, Number(call.config[size]));
  flow.size(call, size, output);
  flow.weight(call, kernel, axis, "makes", output);
  flow.weight(call, "bias", 0, "makes", output);
  if (mixes(call)) flow.pin(output, call.name, "unsupported_layer", sentenceOf(call, mixed));
  return output;
}

/** Each input channel makes `depth_multiplier` outputs of its own, which are side by side. */
function multiplied({ config }: Call, input: Channels): Channels {
  const copies = Number(config.depth_multiplier ?? 1);
  return Int32Array.from({ length: input.length * copies }, (_, i) => input[Math.floor(i / copies)]!);
}

/** A depthwise convolution: an input channel goes when its outputs go. */
const depthwise: Rule = (call, inputs, flow) => {
  if (mixes(call)) return refuse(mixed)(call, inputs, flow);
  const [input] = inputs;
  const output = multiplied(call, input!);
  flow.weight(call, "depthwise_kernel", 2, "carries", input!);
  flow.weight(call, "bias", 0, "carries", output);
  return output;
};

/** A depthwise convolution without bias, and a 1x1 convolution that reads its output. */
const separable: Rule = (call, [input], flow) => {
  flow.weight(call, "depthwise_kernel", 2, "carries", input!);
  flow.weight(call, "pointwise_kernel", 2, "reads", multiplied(call, input!));
  return produced(call, "pointwise_kernel", 3, "filters", flow);
};

/**
 * Each group reads and makes its own channels. What is at one place of every group goes together, so
 * that the groups stay equal.
 */
const grouped: Rule = (call, inputs, flow) => {
  const [input] = inputs;
  const groups = Number(call.config.groups);
  const [reads, makes] = [input!.length / groups, Number(call.config.filters) / groups];
  if (reads === 1 || makes === 1) return refuse("a group of it has one channel only")(call, inputs, flow);
  const together = (channels: Channels, size: number) => flow.join(channels.subarray(size), repeated(channels, size));
  together(input!, reads);
  flow.weight(call, "kernel", 2, "reads", input!.subarray(0, reads));
  const output = produced(call, "kernel", 3, "filters", flow);
  together(output, makes);
  return output;
};

/** What stands at the first `period` places, at all places from there on. */
function repeated(channels: Channels, period: number): Channels {
  return channels.subarray(period).map((_, i) => channels[i % period]!);
}

const batchNormalization: Rule = (call, [input], flow) => {
  const axis = Number(call.config.axis ?? -1);
  if (axis !== -1 && axis !== call.inputShapes[0]!.length)
    return refuse("it normalises an axis that is not the last")(call, [input!], flow);
  for (const name of ["gamma", "beta", "moving_mean", "moving_variance"]) flow.weight(call, name, 0, "carries", input!);
  return input!;
};

/** Every position of the image becomes a feature: `[height, width, channels]` row by row. */
const flatten: Rule = (call, [input]) => {
  const repeats = call.outputShape[0]! / input!.length;
  return Int32Array.from({ length: repeats * input!.length }, (_, i) => input![i % input!.length]!);
};

/**
 * The numbers stay in their order, so what is at place d of the new rows was at d, d + p, d + 2p …
 * of the old ones, where p is the greatest common divisor of both rows' lengths. These channels are
 * one from here on: then whatever goes leaves rows of one length.
 *
 * `[h, w, c]` to `[h · w, c]` or `[h · w · c]` couples nothing; `[h · w · c]` to `[h, w, c]`
 * couples what makes one channel; `[h, w, c]` to `[h, w, groups, c / groups]` couples the groups.
 * Where p is 1 all channels would be one, which cannot go: refused.
 */
const reshape: Rule = (call, inputs, flow) => {
  const input = inputs[0]!;
  const [before, after] = [input.length, lastSize(call.outputShape)];
  const period = greatestCommonDivisor(before, after);
  if (period === 1 && before > 1) return refuse("it leaves no whole channel on the last axis")(call, inputs, flow);
  flow.join(input.subarray(period), repeated(input, period));
  const output = Int32Array.from({ length: after }, (_, i) => input[i % period]!);
  const size = (call.config.target_shape as (number | null)[]).at(-1);
  if (typeof size === "number" && size > 0) flow.size(call, "target_shape", output); // one that is left open follows by itself
  return output;
};

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** Position by position, so the inputs' channels are one. */
const elementwise: Rule = (call, inputs, flow) => {
  const [first, ...others] = inputs;
  if (others.some((other) => other.length !== first!.length))
    return refuse("it stretches one channel over many")(call, inputs, flow);
  for (const other of others) flow.join(first!, other);
  return first!;
};

/**
 * What has as many channels is one, be it an image or one value for each channel; a map of one
 * channel weights all of them, and stays.
 */
const multiply: Rule = (call, inputs, flow) => {
  const most = Math.max(...inputs.map(({ length }) => length));
  const stays = sentenceOf(call, "it stretches one channel over many");
  for (const map of inputs) if (map.length < most) flow.pin(map, call.name, "unsupported_layer", stays);
  return elementwise(
    call,
    inputs.filter(({ length }) => length === most),
    flow,
  );
};

const concatenate: Rule = (call, inputs, flow) => {
  const axis = Number(call.config.axis ?? -1);
  const last = axis === -1 || axis === call.outputShape.length; // the shape leaves the batch out, the axis counts it
  return last ? Int32Array.from(inputs.flatMap((input) => [...input])) : elementwise(call, inputs, flow);
};

const pass: Rule = (_call, [input]) => input!;

const activation: Rule = (call, inputs, flow) => (mixes(call) ? refuse(mixed)(call, inputs, flow) : inputs[0]!);

/** Slopes for each channel, unless one is shared over all of them. */
const prelu: Rule = (call, [input], flow) => {
  const rank = call.inputShapes[0]!.length;
  const shared = (call.config.shared_axes as number[] | null) ?? []; // counted with the batch
  if (!shared.includes(rank)) flow.weight(call, "alpha", rank - 1, "carries", input!);
  return input!;
};

/** Its noise may have a shape of its own, channels included. */
const dropout: Rule = (call, [input], flow) => {
  const size = (call.config.noise_shape as (number | null)[] | null)?.at(-1);
  if (typeof size === "number" && size > 1) flow.size(call, "noise_shape", input!);
  return input!;
};

/** What enters stays as it is, and what comes out cannot be removed either. */
function refuse(because: string): Rule {
  return (call, inputs, flow) => {
    const sentence = sentenceOf(call, because);
    for (const input of inputs) flow.pin(input, call.name, "unsupported_layer", sentence);
    return held(call, call.outputShape, flow, sentence);
  };
}

function held(call: Call, shape: Shape, flow: Flow, sentence: string): Channels {
  const channels = flow.make(call, lastSize(shape));
  flow.pin(channels, call.name, "unsupported_layer", sentence);
  return channels;
}

function sentenceOf({ name, className }: Call, because: string): string {
  return `Layer ${name} (${className}) cannot be pruned, nor what feeds it: ${because}.`;
}

const input: Rule = (call, _none, flow) => {
  const output = flow.make(call, lastSize(call.outputShape));
  flow.pin(output, call.name, "input", `Layer ${call.name} is the network's input: its channels are the data's.`);
  return output;
};

function lastSize(shape: Shape): number {
  return shape.at(-1) ?? 1;
}

/** How channels pass through each class of layer. To support another class, add its line. */
const rules: Record<string, Rule> = {
  InputLayer: input,
  Conv2D: producer("kernel", 2, 3, "filters"),
  GroupedConv2D: channelsLast(grouped),
  Conv2DTranspose: producer("kernel", 3, 2, "filters"),
  Conv3D: producer("kernel", 3, 4, "filters"), // of grouped filter bases
  SeparableConv2D: channelsLast(separable),
  Dense: producer("kernel", 0, 1, "units"),
  DepthwiseConv2D: channelsLast(depthwise),
  BatchNormalization: batchNormalization,
  LayerNormalization: refuse("its statistics are of all channels together"),
  GroupNormalization: refuse("its statistics are of several channels together"),
  Rescaling: pass,
  PReLU: prelu,
  Activation: activation,
  ReLU: pass,
  LeakyReLU: pass,
  ELU: pass,
  LightMultiSegmentActivation: pass,
  Softmax: refuse(mixed),
  Dropout: dropout,
  SpatialDropout2D: pass,
  GaussianNoise: pass,
  GaussianDropout: pass,
  MaxPooling2D: channelsLast(pass),
  AveragePooling2D: channelsLast(pass),
  GlobalAveragePooling2D: channelsLast(pass),
  GlobalMaxPooling2D: channelsLast(pass),
  ZeroPadding2D: channelsLast(pass),
  Cropping2D: channelsLast(pass),
  UpSampling2D: channelsLast(pass),
  BilinearUpSampling2D: pass,
  Flatten: channelsLast(flatten),
  Reshape: reshape,
  Permute: refuse("it moves the channels to another axis"),
  Add: elementwise,
  Average: elementwise,
  Maximum: elementwise,
  Minimum: elementwise,
  Multiply: multiply,
  Concatenate: concatenate,
};

/**
 * The channels of each tensor that a call makes, by the tensor's name, after `flow` has received
 * what must go with what.
 */
export function passChannels(call: Call, inputs: Channels[], flow: Flow): Map<string, Channels> {
  const unknown = `layers of class ${call.className} are not known to the dependency graph`;
  const rule =
    call.others.length > 0 ? refuse("it returns several tensors") : (rules[call.className] ?? refuse(unknown));
  const given = new Map([[call.output, rule(call, inputs, flow)]]);
  for (const { output, shape } of call.others)
    given.set(output, held(call, shape, flow, sentenceOf(call, "it returns several tensors")));
  return given;
}

/** The classes of layer that channels can be followed through. */
export const supportedLayers: readonly string[] = Object.keys(rules);
