import { tf } from "../../../compress/tensorflow.ts";

export type Node = tf.SymbolicTensor;

/**
 * Makes layers of one model, and calls them `layer0`, `layer1` and so on. Another model's builder
 * begins anew, so a model and those nested in it have layers of the same names.
 */
export class Builder {
  #layers = 0;

  input(shape: number[]): Node {
    return tf.input({ shape, name: "entry" });
  }

  named<L extends tf.layers.Layer>(layer: L): L {
    layer.name = `layer${this.#layers++}`;
    return layer;
  }

  on(layer: tf.layers.Layer, x: Node | Node[]): Node {
    return this.named(layer).apply(x) as Node;
  }

  conv(x: Node, filters: number, strides = 1, useBias = false): Node {
    return this.on(tf.layers.conv2d({ filters, kernelSize: 3, strides, padding: "same", useBias }), x);
  }

  norm(x: Node): Node {
    return this.on(tf.layers.batchNormalization({}), x);
  }

  relu(x: Node): Node {
    return this.on(tf.layers.activation({ activation: "relu" }), x);
  }
}

export function channelsOf(x: Node): number {
  return x.shape.at(-1)!;
}
