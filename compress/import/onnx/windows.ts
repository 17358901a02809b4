import { samePadding } from "../../export/onnx/padding.ts";
import type { Network } from "./network.ts";
import type { Node } from "./rule.ts";
import type { Wire } from "./wire.ts";

/** How a window of ONNX slides over height and width. */
export interface Window {
  kernel: readonly [number, number];
  strides: readonly [number, number];
  dilations: readonly [number, number];
  /** Zeros, or nothing for a maximum, around the image: `[before, after]` for each axis. */
  around: readonly [readonly [number, number], readonly [number, number]];
  /** Whether `around` is what layers call "same". */
  same: boolean;
}

/** @throws CompressError `unsupported_layer` for windows over other than two axes. */
export function windowOf(node: Node, [height, width]: readonly number[], kernelShape: readonly number[]): Window {
  if (kernelShape.length !== 2) return node.refuse(`its window has ${kernelShape.length} axes, and an image has 2`);
  const pair = (name: string, otherwise: number): [number, number] => {
    const [a = otherwise, b = a] = node.numbers(name) ?? [];
    return [a, b];
  };
  const kernel: [number, number] = [kernelShape[0]!, kernelShape[1]!];
  const [strides, dilations] = [pair("strides", 1), pair("dilations", 1)];
  const size = [height!, width!];
  const each = [0, 1].map((axis) => {
    const [k, stride, dilation, length] = [kernel[axis]!, strides[axis]!, dilations[axis]!, size[axis]!];
    const same = samePadding(length, k, stride, dilation);
    return { same, around: aroundAxis(node, axis, { same, k: (k - 1) * dilation + 1, stride, length }) };
  });
  const around: Window["around"] = [each[0]!.around, each[1]!.around];
  if (around.flat().some((size) => size < 0)) return node.refuse("its padding is negative");
  return { kernel, strides, dilations, around, same: each.every(({ same, around }) => same.join() === around.join()) };
}

interface Axis {
  same: [number, number];
  /** The window's length, dilated. */
  k: number;
  stride: number;
  length: number;
}

function aroundAxis(node: Node, axis: number, { same, k, stride, length }: Axis): [number, number] {
  const auto = node.text("auto_pad", "NOTSET");
  if (auto === "SAME_UPPER") return same;
  if (auto === "SAME_LOWER") return [same[1], same[0]];
  const pads = auto === "VALID" ? [0, 0, 0, 0] : (node.numbers("pads") ?? [0, 0, 0, 0]);
  const [before, after] = [pads[axis] ?? 0, pads[axis + 2] ?? 0];
  if (node.number("ceil_mode", 0) === 0) return [before, after];
  // The last window may end beyond the image, but begins in it or in what is put before it.
  let windows = Math.ceil((length + before + after - k) / stride) + 1;
  if ((windows - 1) * stride >= length + before) windows--;
  return [before, Math.max(after, (windows - 1) * stride + k - length - before)];
}

const isZero = ({ around }: Window) => around.flat().every((size) => size === 0);

/** Sizes of what a window makes. */
export function placesOf({ kernel, strides, dilations, around }: Window, size: readonly number[]): [number, number] {
  const each = [0, 1].map((axis) => {
    const whole = size[axis]! + around[axis]![0] + around[axis]![1];
    return Math.floor((whole - (kernel[axis]! - 1) * dilations[axis]! - 1) / strides[axis]!) + 1;
  });
  return [each[0]!, each[1]!];
}

/**
 * The image with zeros around it where a layer's own padding does not put them, and the padding that
 * is left to the layer.
 */
export function padded(x: Wire, window: Window, network: Network, wanted: string): { x: Wire; padding: string } {
  if (isZero(window)) return { x, padding: "valid" };
  if (window.same) return { x, padding: "same" };
  return { x: withZeros(x, window.around, network, `${wanted}_pad`), padding: "valid" };
}

export function withZeros(x: Wire, around: Window["around"], network: Network, wanted: string): Wire {
  const padding = around.map((pair) => [...pair]);
  const layer = network.add("ZeroPadding2D", wanted, [x], { padding, data_format: "channels_last" });
  return resized(x, layer, [x.own[0]! + around[0][0] + around[0][1], x.own[1]! + around[1][0] + around[1][1]]);
}

/**
 * The image with its border repeated outwards: a window whose maximum is taken meets no number that
 * is not in it anyway.
 */
export function withBorder(x: Wire, around: Window["around"], network: Network, wanted: string): Wire {
  return [0, 1].reduce((image, axis) => {
    const [before, after] = around[axis]!;
    if (before === 0 && after === 0) return image;
    const length = image.own[axis]!;
    const edge = (from: number): Wire => {
      const cropping = [0, 1].map((each) => (each === axis ? [from, length - 1 - from] : [0, 0]));
      const layer = network.add("Cropping2D", `${wanted}_border`, [image], { cropping, data_format: "channels_last" });
      const own = image.own.map((size, each) => (each === axis ? 1 : size));
      return resized(image, layer, [own[0]!, own[1]!]);
    };
    const first = before > 0 ? edge(0) : undefined;
    const last = after > 0 ? edge(length - 1) : undefined;
    const rows = [...Array(before).fill(first), image, ...Array(after).fill(last)] as Wire[];
    const layer = network.add("Concatenate", `${wanted}_bordered`, rows, { axis: axis + 1 });
    const own = image.own.map((size, each) => (each === axis ? size + before + after : size));
    return resized(image, layer, [own[0]!, own[1]!]);
  }, x);
}

/** An image that another layer makes, of another height and width. */
export function resized(
  x: Wire,
  layer: string,
  [height, width]: readonly [number, number],
  channels = x.own[2]!,
): Wire {
  const shape = [channels, height, width];
  return { layer, shape, own: [height, width, channels], axes: [2, 0, 1], positive: x.positive };
}
