import { tf } from "../../tensorflow.ts";
import type { LayerVariable } from "../../training/weights.ts";

let registered = false;

/**
 * Makes `GroupNormalization` known to TensorFlow.js, which has no such layer. The last axis is cut
 * into `groups` equal parts, -1 for as many as channels; each part of each image gets mean 0 and
 * variance 1 over its channels and all places, and then each channel its scale `gamma` and shift
 * `beta` `[channels]`.
 *
 * Source: Wu and He, "Group Normalization", ECCV 2018, arXiv:1803.08494; settings as in Keras.
 */
export function registerGroupNormalization(): void {
  if (registered) return;
  class GroupNormalization extends tf.layers.Layer {
    static className = "GroupNormalization";
    readonly groups: number;
    readonly epsilon: number;
    readonly center: boolean;
    readonly scale: boolean;
    #gamma: LayerVariable | undefined;
    #beta: LayerVariable | undefined;

    constructor(config: Record<string, unknown>) {
      super(config as ConstructorParameters<typeof tf.layers.Layer>[0]);
      this.groups = Number(config.groups ?? 32);
      this.epsilon = Number(config.epsilon ?? 1e-3);
      this.center = config.center !== false;
      this.scale = config.scale !== false;
    }

    override build(inputShape: tf.Shape | tf.Shape[]): void {
      const channels = ((Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as tf.Shape).at(-1)!;
      const weight = (name: string, start: ReturnType<typeof tf.initializers.zeros>) =>
        this.addWeight(name, [channels], "float32", start);
      if (this.scale) this.#gamma = weight("gamma", tf.initializers.ones());
      if (this.center) this.#beta = weight("beta", tf.initializers.zeros());
      this.built = true;
    }

    override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
      const x = Array.isArray(inputs) ? inputs[0]! : inputs;
      return tf.tidy(() => {
        const channels = x.shape.at(-1)!;
        const groups = this.groups === -1 ? channels : this.groups;
        const places = x.size / (x.shape[0]! * channels);
        const parts = tf.reshape(x, [x.shape[0]!, places, groups, channels / groups]);
        const { mean, variance } = tf.moments(parts, [1, 3], true);
        const even = tf.reshape(tf.div(tf.sub(parts, mean), tf.sqrt(tf.add(variance, this.epsilon))), x.shape);
        const scaled = this.#gamma ? tf.mul(even, this.#gamma.read()) : even;
        return this.#beta ? tf.add(scaled, this.#beta.read()) : scaled;
      });
    }

    override getConfig() {
      const { groups, epsilon, center, scale } = this;
      return { ...super.getConfig(), groups, epsilon, center, scale };
    }
  }
  tf.serialization.registerClass(GroupNormalization as never);
  registered = true;
}
