import { tf } from "../../tensorflow.ts";

let registered = false;

/**
 * Makes `BilinearUpSampling2D` known to TensorFlow.js: an image `size` times as high and wide,
 * between the centres of pixels, as Keras' UpSampling2D has it. The one of TensorFlow.js takes
 * their corners.
 */
export function registerBilinearUpSampling(): void {
  if (registered) return;
  class BilinearUpSampling2D extends tf.layers.Layer {
    static className = "BilinearUpSampling2D";
    readonly size: [number, number];

    constructor(config: Record<string, unknown>) {
      super(config as ConstructorParameters<typeof tf.layers.Layer>[0]);
      const size = config.size as number | [number, number];
      this.size = Array.isArray(size) ? size : [size, size];
    }

    override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
      const [batch, height, width, channels] = inputShape as tf.Shape;
      return [batch!, height! * this.size[0], width! * this.size[1], channels!];
    }

    override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
      const x = Array.isArray(inputs) ? inputs[0]! : inputs;
      return tf.tidy(() => stretched(stretched(x, 1, this.size[0]), 2, this.size[1]));
    }

    override getConfig() {
      return { ...super.getConfig(), size: this.size };
    }
  }
  tf.serialization.registerClass(BilinearUpSampling2D as never);
  registered = true;
}

/**
 * `times` as many places along an axis of `[batch, height, width, channels]`, each between two of the
 * old ones; beyond the border the last one goes on.
 *
 * The k-th of the places that one becomes lies (k + ½) / times - ½ from its centre.
 */
function stretched(x: tf.Tensor, axis: 1 | 2, times: number): tf.Tensor {
  if (times === 1) return x;
  const length = x.shape[axis]!;
  const part = (from: number, count: number) => {
    const begin = x.shape.map((_, i) => (i === axis ? from : 0));
    return tf.slice(
      x,
      begin,
      x.shape.map((all, i) => (i === axis ? count : all)),
    );
  };
  const first = part(0, 1);
  const last = part(length - 1, 1);
  const before = length === 1 ? x : tf.concat([first, part(0, length - 1)], axis);
  const after = length === 1 ? x : tf.concat([part(1, length - 1), last], axis);
  const places = Array.from({ length: times }, (_, k) => {
    const offset = (k + 0.5) / times - 0.5;
    const away = Math.abs(offset);
    return tf.add(tf.mul(x, 1 - away), tf.mul(offset < 0 ? before : after, away));
  });
  const shape = x.shape.map((all, i) => (i === axis ? all * times : all));
  return tf.reshape(tf.stack(places, axis + 1), shape);
}
