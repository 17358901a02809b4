import { bisectLeft } from "d3-array";
import { SearchError } from "./errors.ts";

/**
 * The hypervolume of two or three maximised objectives: of all points at least as good as the
 * reference, how much is dominated.
 *
 * Exact, in the product of the units. Two objectives cost O(n log n); three are swept by the third,
 * with the area of the other two kept up to date, O(n log n + n·k) with a small factor, k being the
 * size of the two-dimensional front. The reference is the worst value worth counting of each
 * objective; a point that is not better than it in all covers nothing. Figures compare only under
 * the same reference.
 * Source: Zitzler and Thiele, "Multiobjective Optimization Using Evolutionary Algorithms", PPSN
 * 1998; the sweep: Fonseca, Paquete and López-Ibáñez, "An Improved Dimension-Sweep Algorithm for
 * the Hypervolume Indicator", CEC 2006.
 *
 * @throws SearchError `bad_point` when a value is NaN, or there are neither two nor three
 */
export function hypervolume(points: readonly (readonly number[])[], reference: readonly number[]): number {
  const width = reference.length;
  if (width !== 2 && width !== 3) {
    throw new SearchError("bad_point", `The hypervolume needs two or three objectives, not ${width}.`);
  }
  if (reference.some(Number.isNaN)) throw new SearchError("bad_point", "The reference point has a value that is NaN.");
  const inside = points.filter((point, i) => {
    if (point.length !== width) {
      throw new SearchError("bad_point", `Point ${i} has ${point.length} objectives, but the reference has ${width}.`);
    }
    let isInside = true;
    for (let k = 0; k < width; k++) {
      if (Number.isNaN(point[k])) throw new SearchError("bad_point", `Point ${i} has an objective that is NaN.`);
      if (point[k]! <= reference[k]!) isInside = false;
    }
    return isInside;
  });
  return width === 2 ? area(inside, reference) : volume(inside, reference);
}

/** Sweeps from the largest first objective down; a point that rises adds a strip. */
function area(points: readonly (readonly number[])[], [left, bottom]: readonly number[]): number {
  const sorted = [...points].sort((a, b) => b[0]! - a[0]!);
  let sum = 0;
  let covered = bottom!;
  for (const [x, y] of sorted) {
    if (y! <= covered) continue;
    sum += (x! - left!) * (y! - covered);
    covered = y!;
  }
  return sum;
}

/** Sweeps from the largest third objective down; what two objectives cover grows point by point. */
function volume(points: readonly (readonly number[])[], [left, bottom, floor]: readonly number[]): number {
  const sorted = [...points].sort((a, b) => b[2]! - a[2]!);
  const stairs = new Staircase(left!, bottom!);
  let sum = 0;
  for (const [i, [x, y, z]] of sorted.entries()) {
    stairs.add(x!, y!);
    sum += stairs.area * (z! - (sorted[i + 1]?.[2] ?? floor!));
  }
  return sum;
}

/** What points in the plane cover above a corner, kept up to date. */
class Staircase {
  area = 0;
  // The front, x ascending and so y descending.
  readonly #xs: number[] = [];
  readonly #ys: number[] = [];
  readonly #left: number;
  readonly #bottom: number;

  constructor(left: number, bottom: number) {
    this.#left = left;
    this.#bottom = bottom;
  }

  add(x: number, y: number): void {
    const at = bisectLeft(this.#xs, x); // Those from here on have an x at least as large.
    if (at < this.#xs.length && this.#ys[at]! >= y) return;
    // The steps it dominates end just before `at`, or at it where x is equal.
    const end = this.#xs[at] === x ? at + 1 : at;
    let from = end;
    while (from > 0 && this.#ys[from - 1]! <= y) from--;
    const below = this.#ys[end] ?? this.#bottom; // what is covered already as far as x
    let right = x;
    let floor = below;
    for (let i = end - 1; i >= from; i--) {
      this.area += (right - this.#xs[i]!) * (y - floor);
      right = this.#xs[i]!;
      floor = this.#ys[i]!;
    }
    this.area += (right - (this.#xs[from - 1] ?? this.#left)) * (y - floor);
    this.#xs.splice(from, end - from, x);
    this.#ys.splice(from, end - from, y);
  }
}
