type Value = number | string | boolean | null | undefined;
interface Key {
  value: Value;
  down: boolean;
}

export const up = (value: Value): Key => ({ value, down: false });
export const down = (value: Value): Key => ({ value, down: true });

/** Sorted as Cypher's ORDER BY does: null is larger than anything. */
export function ordered<T>(rows: readonly T[], keys: (row: T) => Key[]): T[] {
  return rows.toSorted((a, b) => {
    const [left, right] = [keys(a), keys(b)];
    for (const [at, { value, down }] of left.entries()) {
      const difference = compare(value, right[at]!.value);
      if (difference !== 0) return down ? -difference : difference;
    }
    return 0;
  });
}

function compare(a: Value, b: Value): number {
  if (a === b || (a == null && b == null)) return 0;
  if (a == null) return 1;
  if (b == null) return -1;
  return a < b ? -1 : 1;
}

export const mean = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
};
export const largest = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
};
/** The middle value, or the mean of the two in the middle. */
export const median = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null).toSorted((a, b) => a - b);
  return known.length === 0 ? null : mean([known[(known.length - 1) >> 1]!, known[known.length >> 1]!]);
};
export const distinct = (values: readonly string[]): string[] => [...new Set(values)].sort();

/** Whether one point is at least as good as the other in both, and better in one. */
export const beats = (a: readonly [number, number], b: readonly [number, number]): boolean =>
  a[0] >= b[0] && a[1] >= b[1] && (a[0] > b[0] || a[1] > b[1]);
