/** Places in the plane, and which fraction of the vectors' variance is along each of its axes. */
export interface Plane {
  xs: number[];
  ys: number[];
  explained: [number, number];
}

const rounds = 500;

/**
 * Vectors, each scaled to length one, on the plane of their two first principal components. The same vectors have the
 * same places, and a vector's place depends on the axes alone, so nothing is laid out at random.
 *
 * n vectors of d numbers cost O(n·d²).
 */
export function plane(vectors: readonly Float32Array[]): Plane {
  const width = vectors[0]?.length ?? 0;
  const rows = vectors.map((vector) => {
    const length = Math.hypot(...vector) || 1;
    return Float64Array.from(vector, (value) => value / length);
  });
  const mean = Float64Array.from(
    { length: width },
    (_, k) => rows.reduce((sum, row) => sum + row[k]!, 0) / rows.length,
  );
  for (const row of rows) for (let k = 0; k < width; k++) row[k]! -= mean[k]!;
  const covariance = Array.from({ length: width }, () => new Float64Array(width));
  for (const row of rows)
    for (let i = 0; i < width; i++)
      for (let j = 0; j < width; j++) covariance[i]![j]! += (row[i]! * row[j]!) / rows.length;
  const total = covariance.reduce((sum, row, k) => sum + row[k]!, 0) || 1;
  const first = largestAxis(covariance);
  for (let i = 0; i < width; i++)
    for (let j = 0; j < width; j++) covariance[i]![j]! -= first.variance * first.axis[i]! * first.axis[j]!;
  const second = largestAxis(covariance);
  const along = (axis: Float64Array) => rows.map((row) => dot(row, axis));
  return {
    xs: along(first.axis),
    ys: along(second.axis),
    explained: [first.variance / total, second.variance / total],
  };
}

/** The unit vector along which a covariance is largest, by power iteration; its largest entry is positive. */
function largestAxis(covariance: readonly Float64Array[]): { axis: Float64Array; variance: number } {
  let axis = Float64Array.from(covariance, (_, k) => 1 + k / covariance.length);
  let variance = 0;
  for (let round = 0; round < rounds; round++) {
    const next = Float64Array.from(covariance, (row) => dot(row, axis));
    const length = Math.hypot(...next);
    if (length === 0) return { axis: axis.fill(0), variance: 0 };
    const before = variance;
    variance = length;
    axis = next.map((value) => value / length);
    if (Math.abs(variance - before) < 1e-12 * variance) break;
  }
  const largest = axis.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
  return { axis: largest < 0 ? axis.map((value) => -value) : axis, variance };
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}
