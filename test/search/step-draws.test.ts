import fc from "fast-check";
import { expect, test } from "vitest";
import { cholesky, nextRow } from "../../search/cholesky.ts";
import { leaveOneOut, type Posterior, posterior } from "../../search/gaussian-process.ts";
import { normals } from "../../search/normals.ts";
import { misranked } from "../../search/ranking-weights.ts";
import { StepDraws } from "../../search/step-draws.ts";
import type { MeasuredStep } from "../../search/step-model.ts";
import { StepProcess } from "../../search/step-process.ts";
import { twoMethods } from "../contracts/step-model.ts";
import { seeded } from "./seeded.ts";

const rate = fc.integer({ min: -30, max: 30 }).map((hundredths) => hundredths / 100);
const candidate = fc.integer({ min: 0, max: twoMethods.length - 1 });
const step = fc.record({
  state: fc.record({ ar: rate, pr: rate, steps: fc.array(candidate, { maxLength: 3 }) }),
  candidate,
  change: rate,
});
const some = fc.array(step, { minLength: 1, maxLength: 8 });

/** A process that learned from some steps. */
function fitted(steps: readonly MeasuredStep[]): StepProcess {
  const process = new StepProcess(twoMethods);
  for (const each of steps) process.observe(each);
  process.fit(steps.map((_, i) => i));
  return process;
}

test("a matrix that grows row by row is factorised as at once", () => {
  fc.assert(
    fc.property(fc.array(fc.array(rate, { minLength: 6, maxLength: 6 }), { minLength: 1, maxLength: 6 }), (factors) => {
      const n = factors.length;
      const at = (i: number, j: number) =>
        factors[i]!.reduce((sum, value, k) => sum + value * factors[j]![k]!, i === j ? 0.5 : 0);
      const rows: Float64Array[] = [];
      for (let i = 0; i < n; i++)
        rows.push(
          nextRow(
            rows,
            Array.from({ length: i + 1 }, (_, j) => at(i, j)),
          ),
        );
      const whole = cholesky(
        Float64Array.from({ length: n * n }, (_, p) => at(Math.floor(p / n), p % n)),
        n,
      );
      for (const [i, row] of rows.entries()) expect(row).toEqual(whole.slice(i * n, i * n + i + 1));
    }),
  );
});

test("a placed step has the mean and the deviation of the prediction for all candidates", () => {
  fc.assert(
    fc.property(some, step, (steps, asked) => {
      const process = fitted(steps);
      const { mean, deviation } = process.predict(asked.state);
      const placed = process.place(asked);
      expect(placed.mean).toBeCloseTo(mean[asked.candidate]!, 5);
      expect(Math.sqrt(process.covariance(placed, placed))).toBeCloseTo(deviation(asked.candidate), 5);
    }),
  );
});

test("leaving one out is what a process knows that never saw it", () => {
  const kernel = (a: number, b: number) => Math.exp(-((a - b) ** 2) / 2);
  const observed = fc.array(fc.record({ x: rate, y: rate }), { minLength: 2, maxLength: 7 });
  fc.assert(
    fc.property(observed, (all) => {
      const knows = (points: typeof all): Posterior =>
        posterior(
          points.map(({ x }) => points.map((other) => kernel(x, other.x))),
          points.map(({ y }) => y),
          points.map(() => 1),
          { scales: [1.3], noises: [0.2] },
        );
      const { mean, deviation } = leaveOneOut(
        knows(all),
        all.map(({ y }) => y),
        all.map(() => 1),
      );
      for (const [i, { x }] of all.entries()) {
        const others = all.filter((_, j) => j !== i);
        const { alpha, factor } = knows(others);
        const near = others.map((other) => 1.3 * kernel(x, other.x));
        expect(mean[i]).toBeCloseTo(
          near.reduce((sum, k, j) => sum + k * alpha[j]!, 0),
          8,
        );
        const rows = others.map((_, j) => factor.slice(j * others.length, j * others.length + j + 1));
        const last = nextRow(rows, [...near, 1.3]).at(-1)!;
        expect(deviation[i]).toBeCloseTo(last, 8);
      }
    }),
  );
});

test("draws have the process's means and covariances, losses count their pairs, and evidence is the density", () => {
  const count = 4000;
  const steps: MeasuredStep[] = [0, 7, 22, 35].map((candidate, i) => ({
    ...{ state: { ar: -0.02 * i, pr: 0.1 * i, steps: [] }, candidate, change: -0.01 * candidate },
  }));
  const process = fitted(steps);
  const asked = [3, 3, 25].map((candidate, i) => ({ state: { ar: 0, pr: 0.2 * i, steps: [] }, candidate }));
  const values = [-1, 0.5, 0.2];
  const draws = new StepDraws(process, count);
  const placed = asked.map((each) => process.place(each));
  const all = placed.map((_, i) => normals(seeded(7)("draws", i), count));
  for (const [i, each] of placed.entries()) draws.add(each, values[i]!, all[i]!);

  const n = placed.length;
  const covariance = (i: number, j: number) => process.covariance(placed[i]!, placed[j]!);
  const factor = cholesky(
    Float64Array.from(
      { length: n * n },
      (_, p) => covariance(Math.floor(p / n), p % n) + (p % (n + 1) === 0 ? 1e-6 : 0),
    ),
    n,
  );
  const slow = Array.from({ length: count }, (_, draw) =>
    placed.map(
      ({ mean }, i) => mean + all.slice(0, i + 1).reduce((sum, z, j) => sum + factor[i * n + j]! * z[draw]!, 0),
    ),
  );
  expect([...draws.losses]).toEqual(slow.map((drawn) => misranked(drawn, values)));
  for (let i = 0; i < n; i++) {
    const mean = slow.reduce((sum, drawn) => sum + drawn[i]!, 0) / count;
    expect(Math.abs(mean - placed[i]!.mean)).toBeLessThan(0.1);
  }

  // The density of a normal distribution, by the determinant and the inverse of a 3 x 3 matrix.
  const at = (i: number, j: number) =>
    covariance(i, j) + 0.05 * process.likeness(placed[i]!, placed[j]!) + (i === j ? process.noiseOf(values[i]!) : 0);
  const minor = (i: number, j: number) => {
    const [a, b] = [0, 1, 2].filter((row) => row !== i) as [number, number];
    const [c, d] = [0, 1, 2].filter((column) => column !== j) as [number, number];
    return (-1) ** (i + j) * (at(a, c) * at(b, d) - at(a, d) * at(b, c));
  };
  const determinant = [0, 1, 2].reduce((sum, j) => sum + at(0, j) * minor(0, j), 0);
  const errors = values.map((value, i) => value - placed[i]!.mean);
  const squares = errors.reduce(
    (sum, one, i) => sum + errors.reduce((of, other, j) => of + (one * other * minor(j, i)) / determinant, 0),
    0,
  );
  expect(draws.evidence).toBeCloseTo(-squares / 2 - Math.log(determinant) / 2, 6);
});
