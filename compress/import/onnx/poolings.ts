import type { Network } from "./network.ts";
import type { Node, Rule } from "./rule.ts";
import { padded, placesOf, resized, windowOf, withBorder } from "./windows.ts";
import type { Wire } from "./wire.ts";

const config = (pool_size: readonly number[], strides: readonly number[], padding: string) => ({
  ...{ pool_size: [...pool_size], strides: [...strides], padding, data_format: "channels_last" },
});

const maximum: Rule = (node, network) => {
  const image = network.image(node.wire(0), node.name);
  const window = windowOf(node, image.own, node.numbers("kernel_shape") ?? []);
  if (window.dilations.some((rate) => rate > 1)) return node.refuse("it is dilated, which no layer is here");
  // A maximum is over what is in the image. Zeros around it change none where no number is below.
  const apart = !window.same && !image.positive;
  const { x, padding } = apart
    ? { x: withBorder(image, window.around, network, node.name), padding: "valid" }
    : padded(image, window, network, node.name);
  const layer = network.add("MaxPooling2D", node.name, [x], config(window.kernel, window.strides, padding));
  return resized(image, layer, placesOf(window, image.own));
};

const average: Rule = (node, network) => {
  const image = network.image(node.wire(0), node.name);
  const window = windowOf(node, image.own, node.numbers("kernel_shape") ?? []);
  if (window.dilations.some((rate) => rate > 1)) return node.refuse("it is dilated, which no layer is here");
  const around = window.around.flat().some((size) => size > 0);
  const counted = node.number("count_include_pad", 0) === 1;
  const longer = node.number("ceil_mode", 0) === 1 && around;
  if (longer && !window.same) return node.refuse("its last window ends beyond the image (ceil_mode = 1)");
  if (around && !counted && !window.same)
    return node.refuse(
      `its pads ${window.around.flat()} are not counted (count_include_pad = 0), and no layer here does so`,
    );
  // "same" of a layer counts what lies in the image alone
  const zeros = counted ? { ...window, same: false } : window;
  const { x, padding } = padded(image, zeros, network, node.name);
  const layer = network.add("AveragePooling2D", node.name, [x], config(window.kernel, window.strides, padding));
  return resized(image, layer, placesOf(window, image.own));
};

/** Over height and width; the result is a vector, whether or not ONNX keeps axes of length 1. */
function overPlaces(className: string, node: Node, x: Wire, keeps: boolean, network: Network): Wire {
  const layer = network.add(className, node.name, [x], { data_format: "channels_last" });
  const channels = x.own[2]!;
  const shape = keeps ? x.shape.map((size, axis) => (x.axes[axis] === 2 ? size : 1)) : [channels];
  const axes = keeps ? x.axes.map((axis) => (axis === 2 ? 0 : null)) : [0];
  return { layer, shape, axes, own: [channels], positive: x.positive };
}

const global =
  (className: string): Rule =>
  (node, network) =>
    overPlaces(className, node, network.image(node.wire(0), node.name), true, network);

function reduction(className: string): Rule {
  return (node, network) => {
    const x = node.wire(0);
    const keeps = node.number("keepdims", 1) === 1;
    const rank = x.shape.length + 1;
    const axes = node.wholes("axes", 1)?.map((axis) => (axis < 0 ? axis + rank : axis) - 1) ?? [];
    if (axes.every((axis) => x.axes[axis] === null) && axes.length > 0)
      return keeps
        ? x
        : {
            ...x,
            shape: x.shape.filter((_, i) => !axes.includes(i)),
            axes: x.axes.filter((_, i) => !axes.includes(i)),
          };
    const rest = x.shape.findIndex((_, axis) => !axes.includes(axis));
    if (x.shape.length !== 3 || axes.length !== 2 || rest < 0)
      return node.refuse("it is not over height and width, the places of an image");
    if (x.axes[rest] === 2 && x.axes.every((axis) => axis !== null))
      return overPlaces(className, node, x, keeps, network);
    const plain = network.plain(x);
    const dims = [...axes, rest];
    const layer = network.add("Permute", `${node.name}_channels_last`, [plain], { dims: dims.map((axis) => axis + 1) });
    const own = dims.map((axis) => x.shape[axis]!);
    const moved: Wire = { ...plain, layer, own, axes: plain.shape.map((_, axis) => dims.indexOf(axis)) };
    return overPlaces(className, node, moved, keeps, network);
  };
}

/** Operators over places of an image. */
export const poolings: Readonly<Record<string, Rule>> = {
  MaxPool: maximum,
  AveragePool: average,
  GlobalAveragePool: global("GlobalAveragePooling2D"),
  GlobalMaxPool: global("GlobalMaxPooling2D"),
  ReduceMean: reduction("GlobalAveragePooling2D"),
  ReduceMax: reduction("GlobalMaxPooling2D"),
};
