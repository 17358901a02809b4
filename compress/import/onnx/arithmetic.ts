import { scaled } from "../parts.ts";
import type { Network, Weight } from "./network.ts";
import type { Node, Rule } from "./rule.ts";
import type { Wire } from "./wire.ts";

/**
 * Numbers for each channel, in the order of a layer's last axis: undefined where they are for
 * something else. `shape` counts from the last axis of ONNX' tensor, as its operators do.
 */
function perChannel({ shape, values }: Weight, x: Wire): Float32Array | undefined {
  const full = [...Array<number>(Math.max(0, x.shape.length + 1 - shape.length)).fill(1), ...shape];
  if (full.length !== x.shape.length + 1) return undefined;
  const long = full.flatMap((length, axis) => (length > 1 ? [axis - 1] : []));
  if (long.length !== 1 || x.axes[long[0]!] !== x.own.length - 1 || full[long[0]! + 1] !== x.own.at(-1))
    return undefined;
  return inOwnOrder(values, x);
}

/** Numbers for ONNX' channels as a layer has them. */
function inOwnOrder(values: Float32Array, { places }: Wire): Float32Array {
  if (!places) return values;
  const ordered = new Float32Array(values.length);
  for (const [i, at] of places.order.entries()) ordered[at] = values[i]!;
  return ordered;
}

/** scale · x + offset, by a layer that does not learn. */
function affine(x: Wire, node: Node, network: Network, scale?: Float32Array, offset?: Float32Array): Wire {
  const count = x.own.at(-1)!;
  const weight = (values: Float32Array): Weight => ({ shape: [count], values });
  const all = (value: number) => weight(new Float32Array(count).fill(value));
  const config = { axis: -1, epsilon: 0, momentum: 0.99, center: true, scale: true, trainable: false };
  const layer = network.add("BatchNormalization", node.name, [x], config, {
    ...{ gamma: scale ? weight(scale) : all(1), beta: offset ? weight(offset) : all(0) },
    ...{ moving_mean: all(0), moving_variance: all(1) },
  });
  return { ...x, layer, positive: false };
}

type Side = "first" | "second";

/** An operator on a tensor and numbers: one number for all, or one for each channel. */
function withNumbers(
  node: Node,
  network: Network,
  side: Side,
  change: (value: number) => { scale?: number; offset?: number } | undefined,
): Wire {
  const [x, numbers] = [node.wire(side === "first" ? 1 : 0), node.floats(side === "first" ? 0 : 1)];
  if (!numbers) return node.refuse("an input is missing");
  const changes = Array.from(numbers.values, change);
  if (changes.includes(undefined)) return node.refuse("it divides numbers by what the network computes, or by 0");
  const [first] = changes;
  if (numbers.values.length === 1 && numbers.shape.length <= x.shape.length + 1) {
    const { scale = 1, offset = 0 } = first!;
    if (scale === 1 && offset === 0) return x;
    return network.parts(x, node.name, [scaled(scale, offset)], x.positive && scale >= 0 && offset >= 0);
  }
  const list = (key: "scale" | "offset", otherwise: number) =>
    Float32Array.from(changes, (each) => each![key] ?? otherwise);
  const ordered = (values: Float32Array) => perChannel({ shape: numbers.shape, values }, x);
  const [scale, offset] = [ordered(list("scale", 1)), ordered(list("offset", 0))];
  if (!scale || !offset)
    return node.refuse(
      `it calculates with numbers [${numbers.shape}] on [${["batch", ...x.shape].join(", ")}]; one for all and one for each channel are known`,
    );
  return affine(x, node, network, scale, offset);
}

const isWire = (node: Node, at: number): boolean => {
  const value = node.value(at);
  return value !== undefined && "wire" in value;
};

/** Several tensors into one. */
function merged(className: string, node: Node, network: Network): Wire {
  const wires = Array.from({ length: node.inputs }, (_, at) => node.wire(at));
  if (wires.length === 1) return wires[0]!;
  const ranks = new Set(wires.map(({ shape }) => shape.length));
  if (ranks.size > 1) return node.refuse("its tensors have different numbers of axes");
  const alike = network.alike(wires, node.name);
  const longest = (shapes: (readonly number[])[]) =>
    shapes[0]!.map((_, axis) => Math.max(...shapes.map((shape) => shape[axis]!)));
  const layer = network.add(className, node.name, alike);
  const [shape, own] = [longest(alike.map((wire) => wire.shape)), longest(alike.map((wire) => wire.own))];
  return { ...alike[0]!, layer, shape, own, positive: wires.every(({ positive }) => positive) };
}

function binary(
  both: (node: Node, network: Network) => Wire,
  right: (value: number) => { scale?: number; offset?: number } | undefined,
  left: (value: number) => { scale?: number; offset?: number } | undefined,
): Rule {
  return (node, network) => {
    if (isWire(node, 0) && isWire(node, 1)) return both(node, network);
    return isWire(node, 0) ? withNumbers(node, network, "second", right) : withNumbers(node, network, "first", left);
  };
}

function difference(node: Node, network: Network): Wire {
  const [a, b] = network.alike([node.wire(0), node.wire(1)], node.name) as [Wire, Wire];
  const minus = network.parts(b, `${node.name}_negative`, [scaled(-1)]);
  return { ...a, layer: network.add("Add", node.name, [a, minus]), positive: false };
}

const none = () => undefined;

/** In inference: scale · (x - mean) / √(variance + epsilon) + shift, for each channel. */
const batchNormalization: Rule = (node, network) => {
  const x = node.wire(0);
  if (x.axes[0] !== x.own.length - 1) return node.refuse("it normalises another axis than the channels");
  if (node.number("training_mode", 0) === 1)
    return node.refuse("it was exported in training mode: call model.eval() first");
  const channels = x.own.at(-1)!;
  const [gamma, beta, mean, variance] = [1, 2, 3, 4].map((at) => {
    const { values } = node.floats(at) ?? node.refuse("its statistics are missing");
    if (values.length !== channels) return node.refuse(`it has ${values.length} numbers for ${channels} channels`);
    return { shape: [channels], values: inOwnOrder(values, x) };
  });
  const config = {
    axis: -1,
    epsilon: node.number("epsilon", 1e-5),
    momentum: node.number("momentum", 0.9),
    center: true,
    scale: true,
  };
  const weights = { gamma, beta, moving_mean: mean, moving_variance: variance };
  return { ...x, layer: network.add("BatchNormalization", node.name, [x], config, weights), positive: false };
};

/** Over the channels of each place. */
const layerNormalization: Rule = (node, network) => {
  const x = node.wire(0);
  const axis = node.number("axis", -1);
  const last = x.shape.length - 1;
  if ((axis !== -1 && axis - 1 !== last) || x.axes[last] !== x.own.length - 1 || x.places)
    return node.refuse("it normalises more than the channels of each place");
  const weight = (at: number) => {
    const given = node.floats(at);
    return given && { shape: [given.values.length], values: given.values };
  };
  const [gamma, beta] = [weight(1), weight(2)];
  const config = {
    axis: -1,
    epsilon: node.number("epsilon", 1e-5),
    center: beta !== undefined,
    scale: gamma !== undefined,
  };
  return { ...x, layer: network.add("LayerNormalization", node.name, [x], config, { gamma, beta }), positive: false };
};

/** Operators that calculate with several tensors, or with numbers of the file. */
export const arithmetic: Readonly<Record<string, Rule>> = {
  Add: binary(
    (node, network) => merged("Add", node, network),
    (n) => ({ offset: n }),
    (n) => ({ offset: n }),
  ),
  Sub: binary(
    difference,
    (n) => ({ offset: -n }),
    (n) => ({ scale: -1, offset: n }),
  ),
  Mul: binary(
    (node, network) => merged("Multiply", node, network),
    (n) => ({ scale: n }),
    (n) => ({ scale: n }),
  ),
  Div: binary(
    (node) => node.refuse("it divides one tensor by another"),
    (n) => (n === 0 ? undefined : { scale: 1 / n }),
    none,
  ),
  Sum: (node, network) => merged("Add", node, network),
  Mean: (node, network) => merged("Average", node, network),
  Max: (node, network) => merged("Maximum", node, network),
  Min: (node, network) => merged("Minimum", node, network),
  BatchNormalization: batchNormalization,
  LayerNormalization: layerNormalization,
};
