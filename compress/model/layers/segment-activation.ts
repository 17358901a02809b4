import { tf } from "../../tensorflow.ts";
import { sumByIndex, take } from "../../training/kernels.ts";

/** What the variance is at least, so that nothing is divided by 0. */
export const segmentEpsilon = 1e-6;

/** Where values are between -3 (0) and +3 (`segments`) standard deviations; `[…]`, in segments. */
export function segmentPosition(x: tf.Tensor, mean: tf.Tensor, variance: tf.Tensor, segments: number): tf.Tensor {
  return tf.tidy(() => {
    const sigma = tf.sqrt(tf.add(variance, segmentEpsilon));
    return tf.div(tf.sub(x, tf.sub(mean, tf.mul(sigma, 3))), tf.div(tf.mul(sigma, 6), segments));
  });
}

/**
 * What is between -3 and +3 standard deviations is cut into `segments` equal parts; `[…]` int32, 0
 * to segments - 1.
 */
export function segmentOf(x: tf.Tensor, mean: tf.Tensor, variance: tf.Tensor, segments: number): tf.Tensor {
  return tf.tidy(() => {
    const position = segmentPosition(x, mean, variance, segments);
    return tf.cast(tf.floor(tf.clipByValue(position, 0, segments - 1)), "int32");
  });
}

/**
 * A line of its own for each segment, `y = slope[k] · x + offset[k]` with k the segment of x, any
 * shape; slope and offset `[segments]`.
 *
 * Its gradient holds k fixed: ∂y/∂x = slope[k], and each slope and offset gathers what is in its
 * segment.
 * Source: Xu et al., "Light Multi-segment Activation for Model Compression", AAAI 2020,
 * arXiv:1907.06870.
 */
export function segmentLines(x: tf.Tensor, slope: tf.Tensor1D, offset: tf.Tensor1D, segment: tf.Tensor): tf.Tensor {
  const segments = slope.shape[0];
  const lines = tf.customGrad((...args) => {
    const [input, slopes, offsets, save] = args as [
      tf.Tensor,
      tf.Tensor1D,
      tf.Tensor1D,
      (tensors: tf.Tensor[]) => void,
    ];
    const steepness = take(slopes, segment);
    const value = tf.add(tf.mul(input, steepness), take(offsets, segment));
    save([input, steepness, segment]);
    const gradFunc = (dy: tf.Tensor, [given, steep, where]: tf.Tensor[]) => {
      const gathered = (values: tf.Tensor) => sumByIndex(values, where!, segments);
      return [tf.mul(dy, steep!), gathered(tf.mul(dy, given!)), gathered(dy)];
    };
    return { value, gradFunc };
  });
  return lines(x, slope, offset);
}
