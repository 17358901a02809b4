/**
 * Each entry minus its mean over the vectors, divided by its standard deviation; an entry that does
 * not vary becomes 0.
 *
 * @param vectors equally long, at least one
 * @returns `[vectors, width]`, row-major
 */
export function standardised(vectors: readonly Float32Array[]): Float64Array {
  const width = vectors[0]!.length;
  const result = new Float64Array(vectors.length * width);
  for (let i = 0; i < width; i++) {
    const mean = vectors.reduce((sum, vector) => sum + vector[i]!, 0) / vectors.length;
    const spread = Math.sqrt(vectors.reduce((sum, vector) => sum + (vector[i]! - mean) ** 2, 0) / vectors.length);
    if (spread <= 1e-9) continue;
    for (const [v, vector] of vectors.entries()) result[v * width + i] = (vector[i]! - mean) / spread;
  }
  return result;
}
