import { tf } from "../../tensorflow.ts";
import type { Weight } from "./network.ts";
import type { Node, Rule } from "./rule.ts";
import { padded, placesOf, resized, windowOf } from "./windows.ts";
import type { Wire } from "./wire.ts";

/** A weight with its axes in another order, and then in another shape. */
function arranged(
  { shape, values }: Weight,
  order: readonly number[],
  to: (shape: readonly number[]) => readonly number[] = (same) => same,
): Weight {
  return tf.tidy(() => {
    const moved = tf.transpose(tf.tensor(values, [...shape]), [...order]);
    return { shape: [...to(moved.shape)], values: moved.dataSync<"float32">().slice() };
  });
}

function kernelOf(node: Node, x: Wire): Weight {
  const kernel = node.floats(1) ?? node.refuse("its kernel is missing");
  if (kernel.shape.length !== 4 || x.shape.length !== 3)
    return node.refuse(`its kernel is [${kernel.shape}], and only images of two axes are convolved`);
  return kernel;
}

const biasOf = (node: Node): Weight | undefined => node.floats(2);

/** `[cout, cin / groups, h, w]` -> `[h, w, cin / groups, cout]`. */
const outputsLast = (kernel: Weight) => arranged(kernel, [2, 3, 1, 0]);

const convolution: Rule = (node, network) => {
  const image = network.image(node.wire(0), node.name);
  const kernel = kernelOf(node, image);
  const [filters, perGroup, ...size] = kernel.shape as [number, number, number, number];
  const groups = node.number("group", 1);
  const channels = image.shape[0]!;
  if (perGroup * groups !== channels)
    return node.refuse(`its kernel takes ${perGroup * groups} channels, not ${channels}`);
  const window = windowOf(node, image.own, size);
  const { x, padding } = padded(image, window, network, node.name);
  const { strides, dilations } = window;
  const dilated = dilations.some((rate) => rate > 1);
  if (dilated && strides.some((stride) => stride > 1))
    return node.refuse("it is dilated and has a stride, which TensorFlow does not compute");
  const bias = biasOf(node) ?? node.takeAdded(filters, 2);
  const common = {
    ...{ kernel_size: [...size], strides: [...strides], padding, data_format: "channels_last" },
    ...{ activation: "linear", use_bias: bias !== undefined },
  };
  const makes = (layer: string): Wire => ({
    ...resized(image, layer, placesOf(window, image.own), filters),
    positive: false,
  });
  if (groups > 1 && perGroup === 1) {
    if (dilated) return node.refuse(`it is depthwise and dilated (dilations = ${dilations}), which no layer is here`);
    if (strides[0] !== strides[1])
      return node.refuse(`it is depthwise with two strides (${strides}), which no layer is here`);
    const depthwise_kernel = arranged(kernel, [2, 3, 0, 1], () => [...size, channels, filters / channels]);
    const config = { ...common, depth_multiplier: filters / channels };
    return makes(network.add("DepthwiseConv2D", node.name, [x], config, { depthwise_kernel, bias }));
  }
  const config = { ...common, filters, dilation_rate: [...dilations], ...(groups > 1 && { groups }) };
  const className = groups > 1 ? "GroupedConv2D" : "Conv2D";
  return makes(network.add(className, node.name, [x], config, { kernel: outputsLast(kernel), bias }));
};

/** Only what a layer's own padding, "valid" or "same", cuts off. */
const transposed: Rule = (node, network) => {
  const x = network.image(node.wire(0), node.name);
  const kernel = kernelOf(node, x);
  const [, filters, ...size] = kernel.shape as [number, number, number, number];
  const { strides, dilations, around } = windowOf(node, x.own, size);
  if (node.number("group", 1) !== 1) return node.refuse("it is in groups, which no layer is here");
  if (dilations.some((rate) => rate > 1)) return node.refuse("it is dilated, which no layer is here");
  if (node.numbers("output_shape") || node.text("auto_pad", "NOTSET") !== "NOTSET")
    return node.refuse("its padding is left to whoever runs it");
  const longer = node.numbers("output_padding") ?? [0, 0];
  const made = [0, 1].map(
    (axis) => (x.own[axis]! - 1) * strides[axis]! + size[axis]! + longer[axis]! - around[axis]![0] - around[axis]![1],
  );
  const fits = (lengths: (axis: number) => number, cut: (axis: number) => number) =>
    [0, 1].every((axis) => made[axis] === lengths(axis) && around[axis]![0] === cut(axis));
  const valid = fits(
    (axis) => x.own[axis]! * strides[axis]! + Math.max(0, size[axis]! - strides[axis]!),
    () => 0,
  );
  const same = fits(
    (axis) => x.own[axis]! * strides[axis]!,
    (axis) => Math.floor(Math.max(0, size[axis]! - strides[axis]!) / 2),
  );
  if (!valid && !same) return node.refuse(`its pads ${around.flat()} and output_padding ${longer} have no equal here`);
  const bias = biasOf(node);
  const config = {
    ...{ filters, kernel_size: [...size], strides: [...strides], padding: valid ? "valid" : "same" },
    ...{ data_format: "channels_last", activation: "linear", use_bias: bias !== undefined },
  };
  // [cin, cout, h, w] -> [h, w, cout, cin]
  const layer = network.add("Conv2DTranspose", node.name, [x], config, {
    kernel: arranged(kernel, [2, 3, 1, 0]),
    bias,
  });
  return { ...resized(x, layer, [made[0]!, made[1]!], filters), positive: false };
};

/** Rows of a kernel in the order in which the layer before has its numbers. */
function inOrder(kernel: Weight, { places }: Wire): Weight {
  if (!places) return kernel;
  const [, units] = kernel.shape as [number, number];
  const values = new Float32Array(kernel.values.length);
  for (const [row, at] of places.order.entries())
    values.set(kernel.values.subarray(row * units, (row + 1) * units), at * units);
  return { shape: kernel.shape, values };
}

function dense(node: Node, x: Wire, kernel: Weight, bias: Weight | undefined, network: Parameters<Rule>[1]): Wire {
  const [features, units] = kernel.shape as [number, number];
  if (kernel.shape.length !== 2 || x.shape.at(-1) !== features)
    return node.refuse(`its kernel is [${kernel.shape}], and it is given [${["batch", ...x.shape].join(", ")}]`);
  const last = x.axes.at(-1) === x.own.length - 1 && x.axes.every((axis) => axis !== null);
  const given = last ? x : network.plain(x);
  const config = { units, activation: "linear", use_bias: bias !== undefined };
  const layer = network.add("Dense", node.name, [given], config, { kernel: inOrder(kernel, given), bias });
  const wide = (sizes: readonly number[]) => [...sizes.slice(0, -1), units];
  return { layer, shape: wide(given.shape), axes: given.axes, own: wide(given.own), positive: false };
}

const scaled = ({ shape, values }: Weight, factor: number): Weight =>
  factor === 1 ? { shape, values } : { shape, values: values.map((value) => factor * value) };

/** alpha · x · kernel + beta · bias. */
const gemm: Rule = (node, network) => {
  const x = node.wire(0);
  if (node.number("transA", 0) !== 0) return node.refuse("it takes images as columns (transA)");
  const stored = node.floats(1) ?? node.refuse("its kernel is missing");
  const kernel = node.number("transB", 0) === 0 ? stored : arranged(stored, [1, 0]);
  const shift = node.floats(2);
  const units = kernel.shape[1]!;
  if (shift && ![1, units].includes(shift.values.length))
    return node.refuse(`its bias is [${shift.shape}], for ${units} units`);
  const bias = shift && {
    shape: [units],
    values: shift.values.length === units ? shift.values : new Float32Array(units).fill(shift.values[0]!),
  };
  return dense(node, x, scaled(kernel, node.number("alpha", 1)), bias && scaled(bias, node.number("beta", 1)), network);
};

const matmul: Rule = (node, network) => {
  const x = node.wire(0);
  const kernel = node.floats(1) ?? node.refuse("its second factor is missing");
  return dense(node, x, kernel, node.takeAdded(kernel.shape.at(-1)!, 0), network);
};

/** Operators with a kernel. */
export const kernels: Readonly<Record<string, Rule>> = {
  Conv: convolution,
  ConvTranspose: transposed,
  Gemm: gemm,
  MatMul: matmul,
};
