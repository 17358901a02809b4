import type { Network } from "./network.ts";
import type { Node, Rule } from "./rule.ts";
import { batch } from "./tensors.ts";
import { resized, withZeros } from "./windows.ts";
import { product, type Wire } from "./wire.ts";

/** The same numbers as ONNX' `[batch, …shape]`. */
function reshapedTo(x: Wire, shape: readonly number[], node: Node, network: Network): Wire {
  if (shape.join() === x.shape.join()) return x;
  if (shape.length === 1) return network.flat(x, node.name);
  const long = (sizes: readonly number[]) => sizes.filter((size) => size !== 1);
  if (long(shape).join() === long(x.shape).join() && !x.places) {
    const kept = x.axes.filter((_, axis) => x.shape[axis] !== 1);
    const ones = x.own.flatMap((_, axis) => (kept.includes(axis) ? [] : [axis]));
    // A layer's axes of length 1 stay only where ONNX has as many.
    if (ones.length <= shape.length - long(shape).length)
      return { ...x, shape, axes: shape.map((size) => (size === 1 ? (ones.shift() ?? null) : kept.shift()!)) };
  }
  const plain = network.plain(x);
  const layer = network.add("Reshape", node.name, [plain], { target_shape: [...shape] });
  return { layer, shape, own: shape, axes: shape.map((_, axis) => axis), positive: x.positive };
}

const reshape: Rule = (node, network) => {
  const x = node.wire(0);
  const wanted = Array.from(node.constant(1)?.values ?? node.numbers("shape") ?? node.refuse("its shape is missing"));
  const size = product(x.shape);
  const [images, ...rest] = wanted.map((length, axis) =>
    length === 0 && axis > 0 ? (x.shape[axis - 1] ?? 0) : length,
  );
  if (rest.includes(batch)) return node.refuse("it moves the batch to another axis");
  const known = product((rest as number[]).filter((length) => length !== -1));
  const shape = (rest as number[]).map((length) => (length === -1 ? size / known : length));
  const open = images === batch || images === 0 || images === -1 || images === node.images;
  if (!open || product(shape) !== size)
    return node.refuse(`its shape [${wanted}] does not leave the batch where it is`);
  return reshapedTo(x, shape, node, network);
};

const flatten: Rule = (node, network) => {
  const axis = node.number("axis", 1);
  const x = node.wire(0);
  if (axis !== 1 && axis + x.shape.length !== 0) return node.refuse(`its axis ${axis} is not 1, behind the batch`);
  return network.flat(x, node.name);
};

const squeeze: Rule = (node, network) => {
  const x = node.wire(0);
  const rank = x.shape.length + 1;
  const axes = node.wholes("axes", 1)?.map((axis) => (axis < 0 ? axis + rank : axis));
  if (axes?.includes(0)) return node.refuse("it takes the batch away");
  return reshapedTo(
    x,
    x.shape.filter((size, axis) => !(axes ? axes.includes(axis + 1) : size === 1)),
    node,
    network,
  );
};

const unsqueeze: Rule = (node, network) => {
  const x = node.wire(0);
  const given = node.wholes("axes", 1) ?? [];
  const rank = x.shape.length + 1 + given.length;
  const axes = given.map((axis) => (axis < 0 ? axis + rank : axis));
  if (axes.includes(0)) return node.refuse("it puts an axis before the batch");
  const rest = [...x.shape];
  const shape = Array.from({ length: rank - 1 }, (_, axis) => (axes.includes(axis + 1) ? 1 : rest.shift()!));
  return reshapedTo(x, shape, node, network);
};

/** Nothing is computed: only where the layer's axes are is written down. */
const transpose: Rule = (node) => {
  const x = node.wire(0);
  const perm = node.numbers("perm") ?? [];
  if (perm[0] !== 0) return node.refuse("it moves the batch to another axis");
  const from = <T>(list: readonly T[]) => perm.slice(1).map((axis) => list[axis - 1]!);
  return { ...x, shape: from(x.shape), axes: from(x.axes) };
};

const concat: Rule = (node, network) => {
  const wires = Array.from({ length: node.inputs }, (_, at) => node.wire(at));
  const rank = wires[0]!.shape.length + 1;
  const given = node.number("axis", 1);
  const axis = (given < 0 ? given + rank : given) - 1;
  if (axis < 0) return node.refuse("it joins images, not channels");
  const bare = wires.map((wire) => (wire.places ? network.plain(wire) : wire));
  const made = network.alike(bare, node.name);
  const aligned = made[0]!.axes[axis] === null ? made.map((wire) => network.plain(wire)) : made;
  const first = aligned[0]!;
  const to = first.axes[axis]!;
  const joined = (key: "shape" | "own", at: number) =>
    first[key].map((size, i) => (i === at ? aligned.reduce((sum, wire) => sum + wire[key][at]!, 0) : size));
  const layer = network.add("Concatenate", node.name, aligned, { axis: to === first.own.length - 1 ? -1 : to + 1 });
  const positive = wires.every((wire) => wire.positive);
  return { layer, shape: joined("shape", axis), own: joined("own", to), axes: first.axes, positive };
};

/** Zeros around height and width. */
const pad: Rule = (node, network) => {
  const x = node.wire(0);
  if (node.text("mode", "constant") !== "constant")
    return node.refuse(`its mode ${node.text("mode", "")} is not known; zeros are`);
  const value = node.floats(2)?.values[0] ?? node.number("value", 0);
  if (value !== 0) return node.refuse(`it puts ${value} around, and only zeros are known`);
  const pads = node.wholes("pads", 1) ?? node.refuse("its pads are missing");
  const rank = x.shape.length + 1;
  const axes = node.wholes("axes", 3) ?? Array.from({ length: rank }, (_, axis) => axis);
  const amount = (axis: number, end: number) => {
    const at = axes.findIndex((each) => (each < 0 ? each + rank : each) === axis);
    return at < 0 ? 0 : (pads[at + end * axes.length] ?? 0);
  };
  const all = Array.from({ length: rank }, (_, axis): [number, number] => [amount(axis, 0), amount(axis, 1)]);
  if (all.flat().every((size) => size === 0)) return x;
  if (all.flat().some((size) => size < 0)) return node.refuse("it cuts off (a pad below 0)");
  const image = network.image(x, node.name);
  const elsewhere = all.some(
    (pair, axis) => (axis === 0 || image.axes[axis - 1] === 2) && pair.some((size) => size > 0),
  );
  if (elsewhere)
    return node.refuse("it puts zeros beside channels or images, and only those around height and width are known");
  const of = (own: number) => all[image.axes.indexOf(own) + 1]!;
  return withZeros(image, [of(0), of(1)], network, node.name);
};

/** Cuts off at the border of height and width. */
const slice: Rule = (node, network) => {
  const x = node.wire(0);
  const [starts, ends] = [node.wholes("starts", 1), node.wholes("ends", 2)];
  if (!starts || !ends) return node.refuse("it does not say where it begins and ends");
  const rank = x.shape.length + 1;
  const axes = node.wholes("axes", 3) ?? starts.map((_, axis) => axis);
  const steps = node.wholes("steps", 4);
  const cut = x.shape.map((): [number, number] => [0, 0]);
  for (const [i, given] of axes.entries()) {
    const axis = (given < 0 ? given + rank : given) - 1;
    const length = axis < 0 ? Number.POSITIVE_INFINITY : x.shape[axis]!;
    const place = (at: number) => Math.min(length, Math.max(0, at < 0 ? at + length : at));
    const [from, to] = [place(starts[i]!), place(ends[i]!)];
    if (axis < 0 && (from > 0 || to < 2 ** 31 - 1)) return node.refuse("it leaves out images");
    if ((steps?.[i] ?? 1) !== 1) return node.refuse(`its step ${steps![i]} leaves out what lies between`);
    if (axis >= 0) cut[axis] = [from, length - to];
  }
  if (cut.flat().every((size) => size === 0)) return x;
  const image = network.image(x, node.name);
  const of = (own: number) => cut[image.axes.indexOf(own)]!;
  if (of(2).some((size) => size > 0)) return node.refuse("it takes some of the channels, which no layer here does");
  const layer = network.add("Cropping2D", node.name, [image], {
    cropping: [of(0), of(1)],
    data_format: "channels_last",
  });
  const [height, width] = [0, 1].map((axis) => image.own[axis]! - of(axis)[0] - of(axis)[1]);
  return resized(image, layer, [height!, width!]);
};

/** Images made larger by whole numbers: nearest, or between the centres of pixels. */
const resize: Rule = (node, network) => {
  const image = network.image(node.wire(0), node.name);
  const old = node.op === "Upsample";
  const scales = node.floats(old ? 1 : node.opset < 11 ? 1 : 2)?.values;
  const sizes = old || node.opset < 11 ? undefined : node.constant(3)?.values;
  const each = scales?.length
    ? [...scales.slice(2)]
    : [0, 1].map((axis) => Number(sizes?.[axis + 2]) / image.own[axis]!);
  const [mode, between] = [
    node.text("mode", "nearest"),
    node.text("coordinate_transformation_mode", old ? "asymmetric" : "half_pixel"),
  ];
  if (each.length !== 2 || !each.every((factor) => Number.isInteger(factor) && factor >= 1))
    return node.refuse(`it makes images ${each.join(" x ")} times as large, and only whole numbers are known`);
  const centred = /half_pixel$/.test(between);
  const nearest =
    mode === "nearest" &&
    (centred ||
      (between === "asymmetric" && /floor/.test(node.text("nearest_mode", old ? "floor" : "round_prefer_floor"))));
  const className = nearest ? "UpSampling2D" : mode === "linear" && centred ? "BilinearUpSampling2D" : undefined;
  if (!className) return node.refuse(`its mode ${mode} with ${between} is not known`);
  const config = { size: each, ...(nearest && { data_format: "channels_last", interpolation: "nearest" }) };
  const layer = network.add(className, node.name, [image], config);
  return resized(image, layer, [image.own[0]! * each[0]!, image.own[1]! * each[1]!]);
};

/** Operators that move numbers, or give them another shape. */
export const shapes: Readonly<Record<string, Rule>> = {
  Reshape: reshape,
  Flatten: flatten,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Transpose: transpose,
  Concat: concat,
  Pad: pad,
  Slice: slice,
  Resize: resize,
  Upsample: resize,
};
