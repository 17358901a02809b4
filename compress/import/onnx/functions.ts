import { activated, type Part, rectified, scaled } from "../parts.ts";
import type { Node, Rule } from "./rule.ts";
import type { Wire } from "./wire.ts";

/** A function of each number by itself. */
function each(parts: (node: Node) => readonly Part[], positive = false): Rule {
  return (node, network) => network.parts(node.wire(0), node.name, parts(node), positive);
}

/** relu6(x + 3) / 6, as PyTorch's hard sigmoid is, and with x before it the hard swish. */
const hardSigmoid: readonly Part[] = [scaled(1, 3), rectified(6), scaled(1 / 6)];

const near = (a: number, b: number) => Math.abs(a - b) < 1e-6;

/** min(1, max(0, alpha · x + beta)) */
function hardSigmoidOf(node: Node): readonly Part[] {
  const [alpha, beta] = [node.number("alpha", 0.2), node.number("beta", 0.5)];
  if (near(alpha, 0.2) && near(beta, 0.5)) return [activated("hard_sigmoid")];
  if (near(alpha, 1 / 6) && near(beta, 0.5)) return hardSigmoid;
  return [scaled(alpha, beta), rectified(1)];
}

/** One number, from an attribute or an input. */
function limit(node: Node, name: string, at: number): number | undefined {
  const attribute = node.number(name, Number.NaN);
  if (!Number.isNaN(attribute)) return Math.abs(attribute) > 3e38 ? undefined : attribute;
  const value = node.floats(at)?.values;
  return value && Math.abs(value[0]!) <= 3e38 ? value[0] : undefined;
}

const clip: Rule = (node, network) => {
  const [least, most] = [limit(node, "min", 1), limit(node, "max", 2)];
  const x = node.wire(0);
  const parts = (list: readonly Part[]) => network.parts(x, node.name, list, least !== undefined && least >= 0);
  if (least === undefined && most === undefined) return x;
  if (least === undefined) return parts([scaled(-1, most), rectified(), scaled(-1, most)]);
  if (most !== undefined && most <= least) return node.refuse(`it cuts off below ${least} and above ${most}`);
  const cut = rectified(most === undefined ? undefined : most - least);
  return parts(least === 0 ? [cut] : [scaled(1, -least), cut, scaled(1, least)]);
};

/** alpha · (e^x - 1) below 0: alpha · elu(x) + (1 - alpha) · relu(x) where alpha is not 1. */
function elu(node: Node): readonly Part[] {
  const alpha = node.number("alpha", 1);
  const plain: Part = { class_name: "ELU", config: {} };
  if (alpha === 1) return [plain];
  const rest: Part[] = [{ ...rectified(), takes: ["first input"] }, scaled(1 - alpha)];
  return [plain, scaled(alpha), ...rest, { class_name: "Add", config: {}, takes: [1, 3] }];
}

/** Whether an operator that is over `axis` is over the last axis of a layer's tensor. */
function overLast(node: Node, x: Wire): boolean {
  const rank = x.shape.length + 1;
  const given = node.number("axis", node.opset < 13 ? 1 : -1);
  const axis = (given < 0 ? given + rank : given) - 1;
  const others = node.opset < 13 ? x.shape.slice(axis + 1) : []; // earlier versions take all axes from there on
  return others.every((size) => size === 1) && x.axes[axis] === x.own.length - 1;
}

function overChannels(part: Part): Rule {
  return (node, network) => {
    const x = node.wire(0);
    if (!overLast(node, x)) return node.refuse("it is not over the classes or channels alone");
    return network.parts(x, node.name, [part], part.class_name === "Softmax");
  };
}

/** A slope for each channel, for all, or for each number. */
const prelu: Rule = (node, network) => {
  const x = node.wire(0);
  const slope = node.floats(1) ?? node.refuse("its slopes are missing");
  const shape = [...slope.shape];
  while (shape.length > x.shape.length && shape[0] === 1) shape.shift();
  const channels = x.own.at(-1)!;
  const per = shape.length === x.shape.length && x.axes[0] === x.own.length - 1 && shape[0] === channels;
  const one = slope.values.length === 1;
  if (!one && !(per && slope.values.length === channels))
    return node.refuse(`its slopes are [${slope.shape}]; one for each channel is known`);
  const values = one ? new Float32Array(channels).fill(slope.values[0]!) : slope.values;
  const shared = x.own.slice(0, -1).map((_, axis) => axis + 1);
  const alpha = { shape: [...shared.map(() => 1), channels], values };
  const config = shared.length > 0 ? { shared_axes: shared } : {};
  return { ...x, layer: network.add("PReLU", node.name, [x], config, { alpha }), positive: false };
};

const same: Rule = (node) => node.wire(0);

const cast: Rule = (node) => {
  const to = node.number("to", 1);
  return to === 1 || to === 11 ? node.wire(0) : node.refuse("it makes numbers that are not 32-bit floats");
};

const alone = (name: string) => each(() => [activated(name)]);

const gelu: Rule = (node, network) => {
  if (node.text("approximate", "none") !== "none") return node.refuse("it is approximated");
  return network.parts(node.wire(0), node.name, [activated("gelu")]);
};

/** Operators that are one function of each number, or of the channels at each place. */
export const functions: Readonly<Record<string, Rule>> = {
  Relu: each(() => [rectified()], true),
  LeakyRelu: each((node) => [{ class_name: "LeakyReLU", config: { alpha: node.number("alpha", 0.01) } }]),
  Elu: each(elu),
  Selu: alone("selu"),
  PRelu: prelu,
  Clip: clip,
  Sigmoid: each(() => [activated("sigmoid")], true),
  HardSigmoid: each(hardSigmoidOf, true),
  HardSwish: each(() => [...hardSigmoid, { class_name: "Multiply", config: {}, takes: ["first input", 2] }]),
  Tanh: alone("tanh"),
  Softplus: each(() => [activated("softplus")], true),
  Softsign: alone("softsign"),
  Mish: alone("mish"),
  Gelu: gelu,
  Neg: each(() => [scaled(-1)]),
  Softmax: overChannels({ class_name: "Softmax", config: { axis: -1 } }),
  LogSoftmax: overChannels(activated("log_softmax")),
  Identity: same,
  Dropout: same,
  Cast: cast,
};
