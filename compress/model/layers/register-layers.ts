import { tf } from "../../tensorflow.ts";
import { flatLayers, type LayerVariable } from "../../training/weights.ts";
import { registerBilinearUpSampling } from "./bilinear-upsampling.ts";
import { registerGroupNormalization } from "./group-normalization.ts";
import { registerGroupedConvolution } from "./grouped-convolution.ts";
import { segmentLines, segmentOf } from "./segment-activation.ts";

/** The class name of the LMA activation in a saved topology. */
export const segmentActivationClass = "LightMultiSegmentActivation";

/**
 * How much of the moving statistics stays at each training step: as in our batch norms, so that
 * short trainings settle.
 */
const momentum = 0.9;

/**
 * Where the lines start: flat below the middle, the identity above it, which is a ReLU shifted to
 * the mean.
 */
export function startSlopes(segments: number): Float32Array {
  return Float32Array.from({ length: segments }, (_, k) => (k < Math.floor(segments / 2) ? 0 : 1));
}

/** Our other layers, which some imported models are made of. */
const ownLayers = ["BilinearUpSampling2D", "GroupNormalization", "GroupedConv2D"];

/** The classes among them that a model has. */
export function ownLayersIn(model: tf.LayersModel): string[] {
  const found = new Set(flatLayers(model).map((layer) => layer.getClassName()));
  return ownLayers.filter((name) => found.has(name));
}

let registered = false;

/**
 * Makes our own layers known to TensorFlow.js, so that models with them can be loaded; a second call
 * does nothing. What this folder builds or loads calls it by itself; call it before a
 * `tf.loadLayersModel` of your own.
 *
 * `LightMultiSegmentActivation` (Xu et al., AAAI 2020, arXiv:1907.06870) is elementwise, with
 * weights `slope` and `offset` `[segments]`, and the moving mean and variance `[1]` of all its
 * input, which it uses in inference in place of the batch's. Differs from the authors' code:
 * statistics start at 0 and 1, not 0 and 0, and move by a tenth a step, not a hundredth; each
 * activation has a layer of its own; slopes are one weight, not a fixed start and a learned rest,
 * which trains alike as it has no weight decay.
 */
export function registerLayers(): void {
  if (registered) return;
  registerBilinearUpSampling();
  registerGroupNormalization();
  registerGroupedConvolution();
  class LightMultiSegmentActivation extends tf.layers.Layer {
    static className = segmentActivationClass;
    readonly segments: number;
    momentum = momentum; // as a batch norm has it, for whoever re-estimates moving statistics
    #weights: Record<"slope" | "offset" | "mean" | "variance", LayerVariable> | undefined;

    constructor(config: { segments: number } & Record<string, unknown>) {
      super(config as ConstructorParameters<typeof tf.layers.Layer>[0]);
      this.segments = config.segments;
    }

    override build(): void {
      const zeros = tf.initializers.zeros();
      const weight = (name: string, size: number, initializer: typeof zeros, trainable: boolean) =>
        this.addWeight(name, [size], "float32", initializer, undefined, trainable);
      const slope = weight("slope", this.segments, zeros, true);
      tf.tidy(() => void slope.write(tf.tensor1d(startSlopes(this.segments))));
      this.#weights = {
        slope,
        offset: weight("offset", this.segments, zeros, true),
        mean: weight("moving_mean", 1, zeros, false),
        variance: weight("moving_variance", 1, tf.initializers.ones(), false),
      };
      this.built = true;
    }

    override call(inputs: tf.Tensor | tf.Tensor[], { training }: Record<string, unknown>): tf.Tensor {
      const x = Array.isArray(inputs) ? inputs[0]! : inputs;
      const { slope, offset, mean, variance } = this.#weights!;
      return tf.tidy(() => {
        let now = { mean: mean.read(), variance: variance.read() };
        if (training) {
          const batch = tf.moments(x);
          now = { mean: tf.reshape(batch.mean, [1]), variance: tf.reshape(batch.variance, [1]) };
          for (const [moving, value] of [[mean, now.mean] as const, [variance, now.variance] as const])
            moving.write(tf.add(tf.mul(moving.read(), this.momentum), tf.mul(value, 1 - this.momentum)));
        }
        const segment = segmentOf(x, now.mean, now.variance, this.segments);
        return segmentLines(x, slope.read() as tf.Tensor1D, offset.read() as tf.Tensor1D, segment);
      });
    }

    override getConfig() {
      return { ...super.getConfig(), segments: this.segments };
    }
  }
  tf.serialization.registerClass(LightMultiSegmentActivation);
  registered = true;
}
