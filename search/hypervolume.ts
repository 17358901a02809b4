import { SearchError } from "./errors.ts";
import { paretoFront } from "./pareto.ts";

/**
 * The area that two maximised objectives cover: of all points at least as good as the reference,
 * how much is dominated.
 *
 * Exact, in the product of the two units, O(n log n). The reference is the worst value worth
 * counting of each objective; a point that is not better than it in both covers nothing. Figures
 * compare only under the same reference.
 * Source: Zitzler and Thiele, "Multiobjective Optimization Using Evolutionary Algorithms", PPSN
 * 1998.
 *
 * @throws SearchError `bad_point` when a value is NaN
 */
export function hypervolume(
  points: readonly (readonly [number, number])[],
  reference: readonly [number, number],
): number {
  if (reference.some(Number.isNaN)) throw new SearchError("bad_point", "The reference point has a value that is NaN.");
  const front = paretoFront(points, (point) => point)
    .filter(([x, y]) => x > reference[0] && y > reference[1])
    .sort((a, b) => b[0] - a[0] || b[1] - a[1]);
  let area = 0;
  let covered = reference[1];
  for (const [x, y] of front) {
    area += (x - reference[0]) * (y - covered); // A duplicate adds a strip of height 0.
    covered = y;
  }
  return area;
}
