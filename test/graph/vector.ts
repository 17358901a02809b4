/** Numbers in a strategy's vector, as `graph init` has it. */
export const vectorDimension = 32;

/** A vector that begins with these numbers; the others are 0. */
export function vectorOf(...numbers: readonly number[]): Float32Array {
  const vector = new Float32Array(vectorDimension);
  vector.set(numbers);
  return vector;
}
