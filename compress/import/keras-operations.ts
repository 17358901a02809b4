import type { CallArguments } from "./keras-calls.ts";
import { unsupported } from "./obstacles.ts";
import { activated, type Part, rectified, type Settings, scaled } from "./parts.ts";

type Reword = (from: Settings, layer: string) => readonly Part[];

/** One of the two that an operator calculates with: a tensor, or a number. */
type Operand = "tensor" | number;

/** Takes what the operator is called with, and its own settings, out of `from`. */
function callOf(from: Settings, layer: string): CallArguments & { settings: Settings } {
  const call = from.call as CallArguments | undefined;
  const { call: _, name, dtype, trainable, batch_input_shape, ...settings } = from;
  for (const key of Object.keys(settings)) delete from[key];
  delete from.call;
  if (!call) throw unsupported(layer, "the file does not say what it is called with");
  return { ...call, settings };
}

function operandsOf(from: Settings, layer: string): [Operand, Operand] {
  const { args, kwargs } = callOf(from, layer);
  const operands = [...args, ...Object.values(kwargs)].map((value) => {
    if (typeof value === "number") return value;
    if (typeof value === "object" && value !== null && "tensor" in value) return "tensor" as const;
    throw unsupported(layer, `it calculates with ${JSON.stringify(value)}, which is neither a tensor nor a number`);
  });
  if (operands.length !== 2) throw unsupported(layer, "it does not calculate with two tensors or numbers");
  return operands as [Operand, Operand];
}

/** An operator on two tensors, or on a tensor and a number. */
function binary(
  tensors: readonly Part[],
  { right, left }: { right: (number: number) => Part | undefined; left: (number: number) => Part | undefined },
): { reword: Reword } {
  return {
    reword: (from, layer) => {
      const [first, second] = operandsOf(from, layer);
      if (first === "tensor" && second === "tensor") {
        if (tensors.length === 0) throw unsupported(layer, "it divides one tensor by another, which is not known here");
        return tensors;
      }
      const part = first === "tensor" ? right(second as number) : second === "tensor" ? left(first) : undefined;
      if (!part) throw unsupported(layer, "it calculates with numbers in a way that is not known here");
      return [part];
    },
  };
}

const merge = (class_name: string): Part => ({ class_name, config: {} });
const unknown = () => undefined;

/** A function of one tensor with settings of its own. */
function unary(parts: (settings: Settings, call: CallArguments, layer: string) => readonly Part[]): { reword: Reword } {
  return {
    reword: (from, layer) => {
      const { settings, ...call } = callOf(from, layer);
      return parts({ ...settings, ...call.kwargs }, call, layer);
    },
  };
}

const axesOf = (axis: unknown) => [axis ?? []].flat().map(Number);

/** Over all places of an image. */
function overPlaces(class_name: string) {
  return unary(({ axis, keepdims }, _call, layer) => {
    const axes = axesOf(axis)
      .map((each) => (each < 0 ? each + 4 : each))
      .sort();
    if (axes.join() !== "1,2")
      throw unsupported(
        layer,
        `it is over axis = ${JSON.stringify(axis)}; only (1, 2), the places of an image, is known`,
      );
    const open: Part = { class_name: "Reshape", config: { target_shape: [1, 1, -1] } };
    return [{ class_name, config: {} }, ...(keepdims === true ? [open] : [])];
  });
}

/** Keras' operators as nodes of a network: `x * 0.5`, `keras.ops.mean(x, (1, 2))`. */
export const operations: Record<string, { reword: Reword }> = {
  "operation Add": binary([merge("Add")], { right: (n) => scaled(1, n), left: (n) => scaled(1, n) }),
  "operation Subtract": binary(
    [
      { ...scaled(-1), takes: ["second input"] },
      { class_name: "Add", config: {}, takes: ["first input", 0] },
    ],
    { right: (n) => scaled(1, -n), left: (n) => scaled(-1, n) },
  ),
  "operation Multiply": binary([merge("Multiply")], { right: (n) => scaled(n), left: (n) => scaled(n) }),
  "operation TrueDivide": binary([], { right: (n) => (n === 0 ? undefined : scaled(1 / n)), left: unknown }),
  "operation Divide": binary([], { right: (n) => (n === 0 ? undefined : scaled(1 / n)), left: unknown }),
  "operation Negative": unary(() => [scaled(-1)]),
  "operation Maximum": binary([merge("Maximum")], { right: unknown, left: unknown }),
  "operation Minimum": binary([merge("Minimum")], { right: unknown, left: unknown }),
  "operation Relu": unary(() => [rectified()]),
  "operation Relu6": unary(() => [rectified(6)]),
  "operation Sigmoid": unary(() => [activated("sigmoid")]),
  "operation Silu": unary(() => [activated("swish")]),
  "operation Tanh": unary(() => [activated("tanh")]),
  "operation Softmax": unary(({ axis = -1 }, _call, layer) => {
    if (axis !== -1)
      throw unsupported(layer, `its softmax is over axis = ${JSON.stringify(axis)}; only the last one, -1, is known`);
    return [{ class_name: "Softmax", config: { axis: -1 } }];
  }),
  "operation Mean": overPlaces("GlobalAveragePooling2D"),
  "operation Max": overPlaces("GlobalMaxPooling2D"),
  "operation Concatenate": unary(({ axis = -1 }) => [{ class_name: "Concatenate", config: { axis } }]),
  "operation Reshape": unary(({ newshape }, { args }, layer) => {
    const shape = [newshape ?? args[1] ?? []].flat().map((size) => Number(size ?? -1));
    if (shape[0] !== -1 || shape.length < 2 || shape.filter((size) => size === -1).length > 2)
      throw unsupported(
        layer,
        `its shape ${JSON.stringify(shape)} does not leave the batch open by -1 at its first place`,
      );
    return [{ class_name: "Reshape", config: { target_shape: shape.slice(1) } }];
  }),
};
