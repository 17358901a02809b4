import type { Call } from "../../model/calls.ts";
import type { Layout } from "./layouts.ts";
import { pads } from "./padding.ts";
import { give, type Onnx, perAxis, type Rule, refuse } from "./rule.ts";

/** Layouts that have an axis for each of TensorFlow's. */
export const plain: readonly Layout[] = ["channelsFirst", "channelsLast"];

/**
 * The axis of the ONNX tensor that is TensorFlow's `axis` (which counts the batch; -1 is the last)
 * of a tensor of this rank without the batch.
 */
export function axisIn(layout: Layout, axis: number, rank: number): number {
  const from = axis < 0 ? axis + rank + 1 : axis;
  if (layout === "channelsLast" || from === 0 || rank < 2) return from;
  return from === rank ? 1 : from + 1;
}

/** The maximum, or the mean of what lies inside the image, of each window. */
function pooling(op: "MaxPool" | "AveragePool"): Rule {
  return (call, onnx) => {
    const kernel = perAxis(call.config.pool_size, 2);
    const strides = perAxis(call.config.strides ?? kernel, 2);
    const { padding } = call.config;
    const size = call.inputShapes[0]!.slice(0, 2);
    const attributes = {
      kernel_shape: kernel,
      strides,
      pads: pads({ size, kernel, strides, dilations: [1, 1], padding }),
    };
    const x = onnx.layouts.get(call.inputs[0]!, "channelsFirst");
    give(call, onnx, "channelsFirst", op, [op === "MaxPool" ? apartFromZeros(x, call, onnx) : x], attributes);
  };
}

/**
 * The same value behind an operation that changes nothing, where zeros were put around it:
 * onnxruntime 1.30 makes a Pad part of the MaxPool that follows, and then takes the zeros for less
 * than any number.
 */
function apartFromZeros(x: string, { output }: Call, { graph }: Onnx): string {
  return graph.comesFrom("Pad", x) ? graph.add("Max", `${output}/apart`, [x]) : x;
}

/** Over all places: `[height, width, channels]` -> `[channels]`. */
function globalPooling(op: "ReduceMean" | "ReduceMax"): Rule {
  return (call, onnx) => {
    const layout = onnx.layouts.common(call.inputs, plain);
    const axes = [1, 2].map((axis) => axisIn(layout, axis, 3));
    give(call, onnx, "channelsLast", op, [onnx.layouts.get(call.inputs[0]!, layout)], { axes, keepdims: 0 });
  };
}

/** One number for all sides, one per axis, or `[[top, bottom], [left, right]]`. */
function sides(value: unknown): [number, number][] {
  return (Array.isArray(value) ? value : [value, value]).map((each) => {
    const [before, after] = perAxis(each, 2);
    return [before!, after!];
  });
}

const zeroPadding: Rule = (call, onnx) => {
  const layout = onnx.layouts.common(call.inputs, plain);
  const around = sides(call.config.padding);
  const amounts = [0, 1].flatMap((side) => {
    const space = around.map((pair) => pair[side]!);
    return layout === "channelsFirst" ? [0, 0, ...space] : [0, ...space, 0];
  });
  const inputs = [onnx.layouts.get(call.inputs[0]!, layout), onnx.graph.ints(amounts)];
  give(call, onnx, layout, "Pad", inputs, { mode: "constant" });
};

const cropping: Rule = (call, onnx) => {
  const layout = onnx.layouts.common(call.inputs, plain);
  const cut = sides(call.config.cropping);
  const ints = (values: number[]) => onnx.graph.ints(values);
  const starts = ints(cut.map(([before]) => before));
  const ends = ints(cut.map(([, after], axis) => call.inputShapes[0]![axis]! - after));
  const axes = ints([1, 2].map((axis) => axisIn(layout, axis, 3)));
  give(call, onnx, layout, "Slice", [onnx.layouts.get(call.inputs[0]!, layout), starts, ends, axes]);
};

/**
 * As TensorFlow.js calls TensorFlow: corners of pixels at whole numbers, not their centres at
 * halves.
 */
const upSampling: Rule = (call, onnx) => {
  const interpolation = String(call.config.interpolation ?? "nearest");
  const mode = { nearest: "nearest", bilinear: "linear" }[interpolation];
  if (!mode) return refuse(call, `its interpolation ${interpolation} is not known there`);
  const size = perAxis(call.config.size, 2);
  const x = onnx.layouts.get(call.inputs[0]!, "channelsFirst");
  give(call, onnx, "channelsFirst", "Resize", [x, "", scalesOf(size, onnx)], {
    mode,
    coordinate_transformation_mode: "asymmetric",
    nearest_mode: "floor",
  });
};

/** Between the centres of pixels. */
const bilinear: Rule = (call, onnx) => {
  const size = perAxis(call.config.size, 2);
  const x = onnx.layouts.get(call.inputs[0]!, "channelsFirst");
  give(call, onnx, "channelsFirst", "Resize", [x, "", scalesOf(size, onnx)], {
    mode: "linear",
    coordinate_transformation_mode: "half_pixel",
  });
};

function scalesOf(size: readonly number[], { graph }: Onnx): string {
  return graph.floats(`scales/${size}`, () => ({ shape: [4], values: Float32Array.of(1, 1, ...size) }));
}

/** Row by row, the channels of each place together. */
const flatten: Rule = (call, onnx) =>
  give(call, onnx, "channelsLast", "Flatten", [onnx.layouts.get(call.inputs[0]!, "channelsLast")], { axis: 1 });

/**
 * Channels that are cut into groups, and groups that are put together, as around a filter basis,
 * stay where they are; all else is as TensorFlow orders it.
 */
const reshape: Rule = ({ output, inputs, inputShapes, outputShape }, { layouts }) => {
  const [x, from, to] = [inputs[0]!, inputShapes[0]!, outputShape];
  if (splitsChannels(from, to) && layouts.has(x, "channelsFirst")) {
    const apart = layouts.reshaped(output, layouts.get(x, "channelsFirst"), [to.at(-1)!, ...from.slice(0, -1)]);
    layouts.put(output, to, "groupsInBatch", apart);
  } else if (splitsChannels(to, from) && layouts.has(x, "groupsInBatch")) {
    const together = layouts.reshaped(output, layouts.get(x, "groupsInBatch"), [to.at(-1)!, ...to.slice(0, -1)]);
    layouts.put(output, to, "channelsFirst", together);
  } else layouts.put(output, to, "channelsLast", layouts.reshaped(output, layouts.get(x, "channelsLast"), to));
};

/** `[…space, groups · channels]` -> `[…space, groups, channels]`. */
function splitsChannels(from: readonly number[], to: readonly number[]): boolean {
  const space = from.slice(0, -1);
  return from.length > 2 && to.length === from.length + 1 && space.every((length, axis) => length === to[axis]);
}

const permute: Rule = (call, onnx) => {
  const perm = [0, ...(call.config.dims as number[])];
  give(call, onnx, "channelsLast", "Transpose", [onnx.layouts.get(call.inputs[0]!, "channelsLast")], { perm });
};

const concatenate: Rule = (call, onnx) => {
  const counted = Number(call.config.axis ?? -1);
  if (counted < -1)
    refuse(call, "TensorFlow.js takes an axis below -1 for -1, so its output is not of the shape that it reports");
  const layout = onnx.layouts.common(call.inputs, plain);
  const axis = axisIn(layout, counted, call.outputShape.length);
  const inputs = call.inputs.map((input) => onnx.layouts.get(input, layout));
  give(call, onnx, layout, "Concat", inputs, { axis });
};

/** Layers that gather from places, or move values to others. */
export const places: Record<string, Rule> = {
  MaxPooling2D: pooling("MaxPool"),
  AveragePooling2D: pooling("AveragePool"),
  GlobalAveragePooling2D: globalPooling("ReduceMean"),
  GlobalMaxPooling2D: globalPooling("ReduceMax"),
  ZeroPadding2D: zeroPadding,
  Cropping2D: cropping,
  UpSampling2D: upSampling,
  BilinearUpSampling2D: bilinear,
  Flatten: flatten,
  Reshape: reshape,
  Permute: permute,
  Concatenate: concatenate,
};
