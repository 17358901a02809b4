/**
 * How many zeros TensorFlow's "same" puts before and after an axis, so that the output has
 * ceil(size / stride) positions: the odd one after.
 *
 *   total = max(0, (ceil(size / stride) - 1) · stride + (kernel - 1) · dilation + 1 - size)
 */
export function samePadding(
  size: number,
  kernel: number,
  stride: number,
  dilation = 1,
): [before: number, after: number] {
  const positions = Math.ceil(size / stride);
  const total = Math.max(0, (positions - 1) * stride + (kernel - 1) * dilation + 1 - size);
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}

/** A window that slides over an image, one number per axis of space. */
export interface Window {
  size: readonly number[];
  kernel: readonly number[];
  strides: readonly number[];
  dilations: readonly number[];
  padding: unknown;
}

/** ONNX' `pads`: what comes before each axis, then what comes after each. */
export function pads({ size, kernel, strides, dilations, padding }: Window): number[] {
  const each = size.map((length, axis): [number, number] =>
    padding === "same" ? samePadding(length, kernel[axis]!, strides[axis]!, dilations[axis]!) : [0, 0],
  );
  return [...each.map(([before]) => before), ...each.map(([, after]) => after)];
}
