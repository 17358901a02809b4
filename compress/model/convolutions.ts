import type { tf } from "../tensorflow.ts";
import { callsOf } from "./calls.ts";

/** A convolution that could be split in several. */
export interface SpatialConvolution {
  name: string;
  /** Its settings as model.json has them. */
  config: Record<string, unknown> & { name: string };
  kernel: tf.LayersModel["weights"][number];
  bias: tf.LayersModel["weights"][number] | undefined;
  taps: number; // kernel height times width
  cin: number;
  cout: number;
  /** Height and width of its input and output, at its first use. */
  inputSize: number[];
  outputSize: number[];
  /** Whether every use reads images of the same size. */
  oneSize: boolean;
}

/**
 * The Conv2D layers with a kernel larger than one pixel and channels last, each once, in the
 * network's order.
 */
export function spatialConvolutions(model: tf.LayersModel): SpatialConvolution[] {
  const found = new Map<string, SpatialConvolution>();
  for (const { layer, name, className, config, inputShapes, outputShape } of callsOf(model).calls) {
    if (className !== "Conv2D" || config.data_format === "channels_first" || config.activation === "softmax") continue;
    const weight = (name: string) => layer.weights.find(({ originalName }) => originalName.endsWith(`/${name}`));
    const kernel = weight("kernel")!;
    const [height, width, cin, cout] = kernel.shape as [number, number, number, number];
    if (height * width === 1) continue;
    const [inputSize, outputSize] = [inputShapes[0]!.slice(0, 2), outputShape.slice(0, 2)];
    const before = found.get(name);
    if (before) {
      before.oneSize &&= before.inputSize.join() === inputSize.join();
      continue;
    }
    const [bias, taps] = [weight("bias"), height * width];
    found.set(name, {
      ...{ name, config: { ...config, name }, kernel, bias, taps, cin, cout },
      ...{ inputSize, outputSize, oneSize: true },
    });
  }
  return [...found.values()];
}

/** The settings of a 1x1 convolution without bias or activation, otherwise as the given one. */
export function pointwise(config: Record<string, unknown>, name: string, filters: number) {
  const plain = { kernel_size: [1, 1], strides: [1, 1], dilation_rate: [1, 1], padding: "valid" };
  return { ...config, ...plain, name, filters, use_bias: false, activation: "linear" };
}
