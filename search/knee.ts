/**
 * The knee of a front of two maximised objectives: the point farthest above the line between its
 * two ends, in units of the front's ranges. From there on, more of one costs much of the other.
 *
 * Source: Das, "On characterizing the 'knee' of the Pareto curve based on Normal-Boundary
 * Intersection", 1999.
 *
 * @param front Pareto optimal points
 * @returns undefined for an empty front, the first of equals, one of the ends where none is above
 *   the line
 */
export function knee<T>(front: readonly T[], objectives: (point: T) => readonly [number, number]): T | undefined {
  const values = front.map(objectives);
  const range = (i: 0 | 1) => {
    const all = values.map((value) => value[i]);
    const low = Math.min(...all);
    return { low, width: Math.max(...all) - low || 1 };
  };
  const [x, y] = [range(0), range(1)];
  let best: T | undefined;
  let farthest = -Infinity;
  for (const [at, [a, b]] of values.entries()) {
    const above = (a - x.low) / x.width + (b - y.low) / y.width;
    if (above > farthest + 1e-12) [farthest, best] = [above, front[at]];
  }
  return best;
}
