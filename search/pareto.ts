import { SearchError } from "./errors.ts";

/**
 * Whether a is at least as good as b in every objective and better in one. All objectives are
 * maximised.
 */
export function dominates(a: readonly number[], b: readonly number[]): boolean {
  let better = false;
  for (let i = 0; i < a.length; i++) {
    if (a[i]! < b[i]!) return false;
    if (a[i]! > b[i]!) better = true;
  }
  return better;
}

/**
 * The points that no other point dominates, in their order.
 *
 * Points with equal objectives do not dominate each other, so duplicates are all kept or all
 * excluded. Costs O(n log n) for two objectives and O(n log n + n·k) for more, k being the size of
 * the front.
 *
 * @param objectives a point's values, all maximised, equally many for every point; negate what
 *   should be small
 * @throws SearchError `bad_point` when a value is NaN or the number of objectives differs
 */
export function paretoFront<T>(points: readonly T[], objectives: (point: T) => readonly number[]): T[] {
  const values = points.map((point) => objectives(point));
  const width = values[0]?.length ?? 0;
  for (const [i, value] of values.entries()) {
    if (value.length !== width) {
      throw new SearchError("bad_point", `Point ${i} has ${value.length} objectives, but point 0 has ${width}.`);
    }
    if (value.some(Number.isNaN)) throw new SearchError("bad_point", `Point ${i} has an objective that is NaN.`);
  }
  // Best first: whatever dominates a point precedes it.
  const order = values.map((_, i) => i).sort((i, j) => downwards(values[i]!, values[j]!));
  const kept = width === 2 ? sweep(order, values) : filter(order, values);
  return points.filter((_, i) => kept.has(i));
}

/**
 * Two objectives, sorted by the first downwards: a point is kept if its second beats all before it,
 * or equals the last kept.
 */
function sweep(order: readonly number[], values: readonly (readonly number[])[]): Set<number> {
  const kept = new Set<number>();
  let last: readonly number[] | undefined;
  for (const i of order) {
    const value = values[i]!;
    if (!last || value[1]! > last[1]! || (value[0] === last[0] && value[1] === last[1])) {
      kept.add(i);
      last = value;
    }
  }
  return kept;
}

/** Any number of objectives: a point is kept if nothing kept before it dominates it. */
function filter(order: readonly number[], values: readonly (readonly number[])[]): Set<number> {
  const kept = new Set<number>();
  const front: (readonly number[])[] = [];
  for (const i of order) {
    const value = values[i]!;
    if (front.some((other) => dominates(other, value))) continue;
    kept.add(i);
    front.push(value);
  }
  return kept;
}

/** Lexicographic, largest first. */
function downwards(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length; i++) {
    if (a[i]! > b[i]!) return -1;
    if (a[i]! < b[i]!) return 1;
  }
  return 0;
}
