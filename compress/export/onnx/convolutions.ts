import type { Call } from "../../model/calls.ts";
import { tf } from "../../tensorflow.ts";
import { pads, samePadding, type Window } from "./padding.ts";
import { give, perAxis, type Rule, weight } from "./rule.ts";

/** The window of a convolution over `axes` axes of space. */
function windowOf({ config, inputShapes }: Call, axes: number): Window {
  return {
    size: inputShapes[0]!.slice(0, axes),
    kernel: perAxis(config.kernel_size, axes),
    strides: perAxis(config.strides, axes),
    dilations: perAxis(config.dilation_rate, axes),
    padding: config.padding,
  };
}

function attributes(window: Window, group = 1) {
  const { kernel, strides, dilations } = window;
  return { kernel_shape: kernel, strides, dilations, pads: pads(window), group };
}

/** Drops what is omitted at the end. */
function given(...inputs: (string | undefined)[]): string[] {
  return inputs.filter((input) => input !== undefined);
}

/** `[h, w, cin, cout]` -> `[cout, cin, h, w]`. */
const outputsFirst = (kernel: tf.Tensor) => tf.transpose(kernel, [3, 2, 0, 1]);

/**
 * `[h, w, cin, copies]` -> `[cin · copies, 1, h, w]`: the copies of an input channel one after the
 * other, as TensorFlow orders them.
 */
function channelwise(kernel: tf.Tensor): tf.Tensor {
  const [height, width, channels, copies] = kernel.shape as [number, number, number, number];
  return tf.reshape(tf.transpose(kernel, [2, 3, 0, 1]), [channels * copies, 1, height, width]);
}

const conv2d: Rule = (call, onnx) => {
  const x = onnx.layouts.get(call.inputs[0]!, "channelsFirst");
  const inputs = given(x, weight(call, onnx, "kernel", outputsFirst), weight(call, onnx, "bias"));
  give(call, onnx, "channelsFirst", "Conv", inputs, attributes(windowOf(call, 2), Number(call.config.groups ?? 1)));
};

/** TensorFlow.js does not dilate it, whatever its settings are. */
const depthwise: Rule = (call, onnx) => {
  const x = onnx.layouts.get(call.inputs[0]!, "channelsFirst");
  const inputs = given(x, weight(call, onnx, "depthwise_kernel", channelwise), weight(call, onnx, "bias"));
  const window = { ...windowOf(call, 2), dilations: [1, 1] };
  give(call, onnx, "channelsFirst", "Conv", inputs, attributes(window, call.inputShapes[0]!.at(-1)!));
};

/** Depthwise, then a 1x1 convolution that has the bias. */
const separable: Rule = (call, onnx) => {
  const x = onnx.layouts.get(call.inputs[0]!, "channelsFirst");
  const apart = given(x, weight(call, onnx, "depthwise_kernel", channelwise));
  const channels = call.inputShapes[0]!.at(-1)!;
  const maps = onnx.graph.add("Conv", `${call.output}/depthwise`, apart, attributes(windowOf(call, 2), channels));
  const inputs = given(maps, weight(call, onnx, "pointwise_kernel", outputsFirst), weight(call, onnx, "bias"));
  give(call, onnx, "channelsFirst", "Conv", inputs, { kernel_shape: [1, 1] });
};

/**
 * The gradient of a convolution with respect to what it reads: what that convolution's padding put
 * around its input is cut off here, and where the stride exceeds the kernel, zeros are put at the
 * end. TensorFlow.js does not dilate it.
 */
const transposed: Rule = (call, onnx) => {
  const { size, kernel, strides, padding } = windowOf(call, 2);
  const cut = size.map((length, axis): { before: number; after: number; missing: number } => {
    const [k, stride, output] = [kernel[axis]!, strides[axis]!, call.outputShape[axis]!];
    const [before, after] = padding === "same" ? samePadding(output, k, stride) : [0, 0];
    return { before, after, missing: output - ((length - 1) * stride + k - before - after) };
  });
  const inputs = given(
    onnx.layouts.get(call.inputs[0]!, "channelsFirst"),
    weight(call, onnx, "kernel", outputsFirst), // [h, w, cout, cin] -> [cin, cout, h, w]
    weight(call, onnx, "bias"),
  );
  give(call, onnx, "channelsFirst", "ConvTranspose", inputs, {
    kernel_shape: kernel,
    strides,
    pads: [...cut.map(({ before }) => before), ...cut.map(({ after }) => after)],
    output_padding: cut.map(({ missing }) => missing),
  });
};

/**
 * Over `[h, w, depth, channels]`; a kernel of depth one, as a filter basis has it, sees each group
 * as an image of its own.
 */
const conv3d: Rule = (call, onnx) => {
  const window = windowOf(call, 3);
  const [x] = call.inputs;
  const bias = weight(call, onnx, "bias");
  if (window.kernel[2] === 1 && window.strides[2] === 1) {
    const flat = (kernel: tf.Tensor) => outputsFirst(tf.squeeze(kernel, [2]));
    const inputs = given(onnx.layouts.get(x!, "groupsInBatch"), weight(call, onnx, "kernel", flat), bias);
    give(call, onnx, "groupsInBatch", "Conv", inputs, attributes(windowOf(call, 2)));
    return;
  }
  const kernel = weight(call, onnx, "kernel", (value) => tf.transpose(value, [4, 3, 0, 1, 2]));
  const inputs = given(onnx.layouts.get(x!, "channelsFirst"), kernel, bias);
  give(call, onnx, "channelsFirst", "Conv", inputs, attributes(window));
};

/** `[…, features]` -> `[…, units]`. */
const dense: Rule = (call, onnx) => {
  const x = onnx.layouts.get(call.inputs[0]!, "channelsLast");
  const [kernel, bias] = [weight(call, onnx, "kernel")!, weight(call, onnx, "bias")];
  if (!bias) return give(call, onnx, "channelsLast", "MatMul", [x, kernel]);
  if (call.outputShape.length === 1) return give(call, onnx, "channelsLast", "Gemm", [x, kernel, bias]);
  const product = onnx.graph.add("MatMul", `${call.output}/product`, [x, kernel]);
  give(call, onnx, "channelsLast", "Add", [product, bias]);
};

/** Layers with a kernel; their activations are rules of their own. */
export const convolutions: Record<string, Rule> = {
  Conv2D: conv2d,
  GroupedConv2D: conv2d,
  DepthwiseConv2D: depthwise,
  SeparableConv2D: separable,
  Conv2DTranspose: transposed,
  Conv3D: conv3d,
  Dense: dense,
};
