import { tf } from "../../tensorflow.ts";
import type { LayerVariable } from "../../training/weights.ts";
import { stockClass } from "./stock-class.ts";

/** Members that Conv2D has and its declaration keeps private. */
interface ConvolutionInsides {
  kernel: LayerVariable;
  bias: LayerVariable | null;
  strides: [number, number];
  padding: "same" | "valid";
  dilationRate: [number, number];
  activation: { apply(x: tf.Tensor): tf.Tensor } | null;
  inputSpec: unknown;
}

let registered = false;

/**
 * Makes `GroupedConv2D` known to TensorFlow.js, which has no such layer: Conv2D with one setting
 * more, `groups`. The channels are cut into so many equal parts, and each group of filters reads one:
 *
 *   kernel [height, width, cin / groups, filters]; filters g · filters / groups and on read channels g · cin / groups and on
 */
export function registerGroupedConvolution(): void {
  if (registered) return;
  class GroupedConv2D extends stockClass("Conv2D") {
    static className = "GroupedConv2D";
    readonly groups: number;

    constructor(config: Record<string, unknown>) {
      super(config);
      this.groups = Number(config.groups);
    }

    override build(inputShape: tf.Shape | tf.Shape[]): void {
      const shape = (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as tf.Shape;
      const insides = this as unknown as ConvolutionInsides;
      const spec = insides.inputSpec;
      super.build([...shape.slice(0, -1), shape.at(-1)! / this.groups]);
      insides.inputSpec = spec; // the stock one would ask for the channels of one group
    }

    override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
      const x = (Array.isArray(inputs) ? inputs[0]! : inputs) as tf.Tensor4D;
      const { kernel, bias, strides, padding, dilationRate, activation } = this as unknown as ConvolutionInsides;
      return tf.tidy(() => {
        const images = tf.split(x, this.groups, 3);
        const kernels = tf.split(kernel.read() as tf.Tensor4D, this.groups, 3);
        const maps = images.map((image, g) =>
          tf.conv2d(image as tf.Tensor4D, kernels[g]! as tf.Tensor4D, strides, padding, "NHWC", dilationRate),
        );
        const joined = tf.concat(maps, 3);
        const shifted = bias ? tf.add(joined, bias.read()) : joined;
        return activation ? activation.apply(shifted) : shifted;
      });
    }

    override getConfig() {
      return { ...super.getConfig(), groups: this.groups };
    }
  }
  tf.serialization.registerClass(GroupedConv2D as never);
  registered = true;
}
