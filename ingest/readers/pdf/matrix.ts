/** A transformation of the plane as PDF writes it: (x, y) → (a·x + c·y + e, b·x + d·y + f). */
export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

export const identity: Matrix = [1, 0, 0, 1, 0, 0];

/** First `inner`, then `outer`. */
export function combined(outer: Matrix, inner: Matrix): Matrix {
  const [a, b, c, d, e, f] = outer;
  const [g, h, i, j, k, l] = inner;
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f];
}

export function moved([a, b, c, d, e, f]: Matrix, x: number, y: number): [number, number] {
  return [a * x + c * y + e, b * x + d * y + f];
}

/** Six numbers, from whatever list pdf.js hands over; undefined where they are not. */
export function matrixIn(list: unknown): Matrix | undefined {
  if (typeof list !== "object" || list === null || !("length" in list)) return undefined;
  const numbers = Array.from(list as ArrayLike<unknown>).slice(0, 6);
  return numbers.length === 6 && numbers.every((each) => typeof each === "number" && Number.isFinite(each))
    ? (numbers as unknown as Matrix)
    : undefined;
}
