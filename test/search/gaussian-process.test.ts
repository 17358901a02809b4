import fc from "fast-check";
import { expect, test } from "vitest";
import { posterior, variance } from "../../search/gaussian-process.ts";

const once = { scales: [1.5], noises: [0.1] };

/** A smooth kernel over places on a line. */
const kernel = (a: number, b: number) => Math.exp(-((a - b) ** 2) / 2);
const triangle = (xs: readonly number[]) => xs.map((x) => Float64Array.from(xs, (other) => kernel(x, other)));

/** x of A x = b by elimination with pivots: slow and obvious. */
function solve(a: number[][], b: number[]): number[] {
  const rows = a.map((row, i) => [...row, b[i]!]);
  for (let i = 0; i < rows.length; i++) {
    const pivot = rows.slice(i).reduce((best, row) => (Math.abs(row[i]!) > Math.abs(best[i]!) ? row : best));
    const at = rows.indexOf(pivot);
    [rows[i], rows[at]] = [rows[at]!, rows[i]!];
    for (const row of rows.slice(i + 1)) {
      const factor = row[i]! / pivot[i]!;
      for (let k = i; k < row.length; k++) row[k]! -= factor * pivot[k]!;
    }
  }
  const x = new Array<number>(rows.length).fill(0);
  for (let i = rows.length - 1; i >= 0; i--) {
    const rest = rows[i]!.slice(i + 1, -1).reduce((sum, value, k) => sum + value * x[i + 1 + k]!, 0);
    x[i] = (rows[i]!.at(-1)! - rest) / rows[i]![i]!;
  }
  return x;
}

const place = fc.integer({ min: -40, max: 40 }).map((tenths) => tenths / 10);
const observations = fc.array(fc.record({ x: place, y: place, noise: fc.integer({ min: 1, max: 20 }) }), {
  minLength: 1,
  maxLength: 12,
});

test("its means and variances are those of the formula, solved slowly", () => {
  fc.assert(
    fc.property(observations, place, (all, at) => {
      const xs = all.map(({ x }) => x);
      const known = posterior(
        triangle(xs),
        all.map(({ y }) => y),
        all.map(({ noise }) => noise),
        once,
      );
      const sum = xs.map((x, i) => xs.map((other, j) => 1.5 * kernel(x, other) + (i === j ? 0.1 * all[i]!.noise : 0)));
      const near = xs.map((x) => 1.5 * kernel(x, at));
      const alpha = solve(
        sum,
        all.map(({ y }) => y),
      );
      for (const [i, value] of alpha.entries()) expect(known.alpha[i]).toBeCloseTo(value, 6);
      const explained = solve(sum, near).reduce((total, value, i) => total + value * near[i]!, 0);
      const toAll = xs.map((x) => kernel(x, at));
      expect(variance(known, toAll, 1)).toBeCloseTo(Math.max(1.5 - explained, 1e-9), 6);
    }),
  );
});

test("the evidence chooses the scale of the observations", () => {
  const xs = Array.from({ length: 30 }, (_, i) => 3 * i);
  const scaleOf = (size: number) =>
    posterior(
      triangle(xs),
      xs.map((_, i) => size * Math.sin(5 * i)),
      xs.map(() => 1),
      { scales: [0.1, 1, 10], noises: [0.01] },
    ).scale;
  expect([scaleOf(0.4), scaleOf(1.4), scaleOf(4.5)]).toEqual([0.1, 1, 10]);
});
