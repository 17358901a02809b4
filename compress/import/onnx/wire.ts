/**
 * A tensor between two layers of the network, and how ONNX' tensor lies in it. ONNX keeps channels
 * first, layers keep them last; a Transpose of ONNX only changes what is written here.
 */
export interface Wire {
  /** The layer that makes it. */
  layer: string;
  /** ONNX' shape, without the batch. */
  shape: readonly number[];
  /** For each axis of `shape`, the axis of `own`; null for one of length 1 that `own` lacks. */
  axes: readonly (number | null)[];
  /** The layer's shape, without the batch. */
  own: readonly number[];
  /**
   * Of a vector that was an image: where in `own` ONNX' i-th number is. Absent where both have one
   * order.
   */
  places?: { order: Int32Array; before: Pick<Wire, "shape" | "axes" | "own"> };
  /** Whether no number in it is below 0. */
  positive: boolean;
}

export const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);

/** Whether a layer's axes are in ONNX' order, and all there. */
export function inOnnxOrder({ axes, places }: Wire): boolean {
  return places === undefined && axes.every((axis, i) => axis === i);
}

/** An image with its channels last. */
export function isImage({ axes }: Wire): boolean {
  return axes.join() === "2,0,1";
}

/** A vector of channels that ONNX has as `[channels, 1, 1]`, or as `[channels]`. */
export function isVector({ own }: Wire): boolean {
  return own.length === 1;
}

/** Two wires whose numbers lie in the same way. */
export function lieAlike(a: Wire, b: Wire): boolean {
  if (a.axes.join() !== b.axes.join()) return false;
  if (!a.places || !b.places) return a.places === b.places;
  return a.places.order.length === b.places.order.length && a.places.order.every((at, i) => at === b.places!.order[i]);
}

/** Where ONNX' i-th number is in a layer's tensor, both row by row; undefined where that is i. */
export function flatOrder({ shape, axes, own }: Wire): Int32Array | undefined {
  const strides = own.map((_, axis) => product(own.slice(axis + 1)));
  const order = new Int32Array(product(shape));
  let same = true;
  for (let i = 0; i < order.length; i++) {
    let rest = i;
    let at = 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const to = axes[axis];
      if (to !== null && to !== undefined) at += (rest % shape[axis]!) * strides[to]!;
      rest = Math.floor(rest / shape[axis]!);
    }
    order[i] = at;
    same &&= at === i;
  }
  return same ? undefined : order;
}
