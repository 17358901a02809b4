import type { Interval } from "./interval.ts";

/** A fraction as people read it: `-0.1304` is `-13.04 %`. */
export function percent(fraction: number, digits = 2): string {
  return `${(100 * fraction).toFixed(digits)} %`;
}

/** An interval of fractions: `-12.99 to -12.97 %`. */
export function percents({ low, high }: Interval): string {
  const [from, to] = [low, high].map((end) => (100 * end).toFixed(2));
  return from === to ? `${to} %` : `${from} to ${to} %`;
}

/** A difference of accuracies in points, with its sign: `-1.09 points`. */
export function points(fraction: number): string {
  return `${fraction > 0 ? "+" : ""}${(100 * fraction).toFixed(2)} points`;
}

/** A count as papers print it: `0.53 M`, `12.4 k`, at most four digits. */
export function count(value: number): string {
  for (const [unit, size] of [
    ["G", 1e9],
    ["M", 1e5],
    ["k", 1e3],
  ] as const) {
    const scale = unit === "M" ? 1e6 : size;
    if (Math.abs(value) >= size) return `${Number((value / scale).toPrecision(4))} ${unit}`;
  }
  return String(Number(value.toPrecision(4)));
}

/** `1 row`, `3 rows`. */
export function rows(many: number): string {
  return many === 1 ? "1 row" : `${many} rows`;
}
