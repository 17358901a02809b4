import { tf } from "../../tensorflow.ts";
import { type Folding, type Node, toFloats } from "./rule.ts";
import { batch, type Constant } from "./tensors.ts";
import { product } from "./wire.ts";

type Entry = number | typeof batch;

const isFloat = ({ values }: Constant) => values instanceof Float32Array;
const entries = ({ values }: Constant): Entry[] => Array.from<Entry>(values);

function given(node: Node, at = 0): Constant {
  return node.constant(at) ?? node.refuse("an input is missing");
}

const like = (one: Constant, values: readonly Entry[]): Constant["values"] =>
  isFloat(one) ? Float32Array.from(values as number[]) : values;

/** Sizes are whole, and a quotient of them is rounded down. */
function calculated(node: Node, work: () => tf.Tensor): Constant {
  const [values, shape] = tf.tidy(() => {
    const result = work();
    return [Float32Array.from(result.dataSync()), result.shape] as const;
  });
  return isFloat(given(node)) ? { shape, values } : { shape, values: Array.from(values, Math.trunc) };
}

const tensorOf = (constant: Constant, node: Node) => tf.tensor(toFloats(constant, node), [...constant.shape]);

function binary(op: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): Folding {
  return (node) => {
    const [a, b] = [given(node), given(node, 1)];
    return calculated(node, () => op(tensorOf(a, node), tensorOf(b, node)));
  };
}

const unary = (op: (x: tf.Tensor) => tf.Tensor): Folding => {
  return (node) => calculated(node, () => op(tensorOf(given(node), node)));
};

const constant: Folding = (node) => {
  const [float, floats] = [node.number("value_float", Number.NaN), node.numbers("value_floats")];
  const [int, ints] = [node.number("value_int", Number.NaN), node.numbers("value_ints")];
  if (!Number.isNaN(float)) return { shape: [], values: Float32Array.of(float) };
  if (floats) return { shape: [floats.length], values: Float32Array.from(floats) };
  if (!Number.isNaN(int)) return { shape: [], values: [int] };
  if (ints) return { shape: [ints.length], values: ints };
  return node.tensor("value") ?? node.refuse("it holds neither numbers nor a tensor");
};

/** At most so many numbers are made of nothing: a file of few bytes may ask for any. */
const mostFilled = 2 ** 29;

const filled: Folding = (node) => {
  const shape = entries(given(node));
  if (shape.includes(batch)) return node.refuse("its shape depends on the number of images");
  const size = product(shape as number[]);
  if (!(size >= 0 && size <= mostFilled)) return node.refuse("it is larger than 2 GiB");
  const value = node.tensor("value") ?? { shape: [1], values: Float32Array.of(0) };
  const [number] = value.values as readonly number[];
  const values = isFloat(value) ? new Float32Array(size).fill(number!) : Array<number>(size).fill(number!);
  return { shape: shape as number[], values };
};

function reshaped(constant: Constant, node: Node): Constant {
  const size = constant.values.length;
  const wanted = entries(given(node, 1)).map((length, axis) => (length === 0 ? (constant.shape[axis] ?? 0) : length));
  if (wanted.includes(batch)) return node.refuse("it gives a weight the number of images as a size");
  const known = product((wanted as number[]).filter((length) => length !== -1));
  const shape = (wanted as number[]).map((length) => (length === -1 ? size / known : length));
  if (product(shape) !== size) return node.refuse(`it makes [${shape}] of ${size} numbers`);
  return { shape, values: constant.values };
}

const reshape: Folding = (node) => reshaped(given(node), node);

const flatten: Folding = (node) => {
  const { shape, values } = given(node);
  const axis = node.number("axis", 1);
  return { shape: [product(shape.slice(0, axis)), product(shape.slice(axis))], values };
};

const unsqueeze: Folding = (node) => {
  const { shape, values } = given(node);
  const axes = node.wholes("axes", 1) ?? [];
  const rank = shape.length + axes.length;
  const at = new Set(axes.map((axis) => (axis < 0 ? axis + rank : axis)));
  const rest = [...shape];
  return { shape: Array.from({ length: rank }, (_, axis) => (at.has(axis) ? 1 : rest.shift()!)), values };
};

const squeeze: Folding = (node) => {
  const { shape, values } = given(node);
  const axes = node.wholes("axes", 1)?.map((axis) => (axis < 0 ? axis + shape.length : axis));
  return { shape: shape.filter((length, axis) => !(axes ? axes.includes(axis) : length === 1)), values };
};

const transpose: Folding = (node) => {
  const { shape } = given(node);
  const perm = node.numbers("perm") ?? shape.map((_, axis) => shape.length - 1 - axis);
  return calculated(node, () => tf.transpose(tensorOf(given(node), node), [...perm]));
};

/** Of lists, as shapes are. */
const gather: Folding = (node) => {
  const [list, at] = [given(node), given(node, 1)];
  if (list.shape.length !== 1) return node.refuse("it picks from something else than a list");
  const all = entries(list);
  const values = entries(at).map((index) => all[Number(index) < 0 ? Number(index) + all.length : Number(index)]!);
  if (values.includes(undefined as never)) return node.refuse("it picks what is not there");
  return { shape: at.shape, values: like(list, values) };
};

const concat: Folding = (node) => {
  const all = Array.from({ length: node.inputs }, (_, at) => given(node, at));
  if (all.every(({ shape }) => shape.length === 1)) {
    const values = all.flatMap(entries);
    return { shape: [values.length], values: like(all[0]!, values) };
  }
  return calculated(node, () =>
    tf.concat(
      all.map((each) => tensorOf(each, node)),
      node.number("axis", 0),
    ),
  );
};

const slice: Folding = (node) => {
  const list = given(node);
  const [starts, ends] = [node.wholes("starts", 1), node.wholes("ends", 2)];
  const steps = node.wholes("steps", 4) ?? [1];
  if (list.shape.length !== 1 || starts?.length !== 1 || ends?.length !== 1 || steps[0] !== 1)
    return node.refuse("it cuts something else than a list");
  const values = entries(list).slice(starts[0], ends[0]);
  return { shape: [values.length], values: like(list, values) };
};

const cast: Folding = (node) => {
  const { shape, values } = given(node);
  const float = [1, 11].includes(node.number("to", 1));
  if (float) return { shape, values: toFloats({ shape, values }, node) };
  return { shape, values: Array.from<Entry>(values).map((each) => (each === batch ? each : Math.trunc(each))) };
};

const same: Folding = (node) => given(node);

/** Operators whose result is known before any image is: weights in other shapes, and sizes. */
export const foldings: Readonly<Record<string, Folding>> = {
  Constant: constant,
  ConstantOfShape: filled,
  Identity: same,
  Dropout: same,
  Cast: cast,
  Reshape: reshape,
  Flatten: flatten,
  Unsqueeze: unsqueeze,
  Squeeze: squeeze,
  Transpose: transpose,
  Gather: gather,
  Concat: concat,
  Slice: slice,
  Add: binary((a, b) => tf.add(a, b)),
  Sub: binary((a, b) => tf.sub(a, b)),
  Mul: binary((a, b) => tf.mul(a, b)),
  Div: binary((a, b) => tf.div(a, b)),
  Sqrt: unary((x) => tf.sqrt(x)),
  Neg: unary((x) => tf.neg(x)),
  Reciprocal: unary((x) => tf.reciprocal(x)),
};
