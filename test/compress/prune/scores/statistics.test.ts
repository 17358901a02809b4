import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  excessKurtosis,
  fourthKStatistic,
  jarqueBera,
  momentsOf,
  shapiroWilk,
  skewness,
  thirdKStatistic,
} from "../../../../compress/prune/scores/statistics.ts";

/** Samples that Python makes the same, out of whole numbers. */
const samples = {
  even: (u: number, _v: number) => u,
  cubed: (u: number, _v: number) => u ** 3,
  sum: (u: number, v: number) => u + v - 1,
};
const sample = (name: keyof typeof samples, n: number) =>
  Array.from({ length: n }, (_, i) =>
    samples[name](((i * 7919 + 13) % 10007) / 10007, ((i * 104729 + 7) % 99991) / 99991),
  );
const near = (value: number, expected: number, relative: number) =>
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(relative * Math.max(1e-3, Math.abs(expected)));

/**
 * scipy 1.17.1 on those samples: shapiro (W), jarque_bera, skew, kurtosis, kstat(x, 3), kstat(x,
 * 4); scipy has no kstat(x, 4) of three values.
 */
const fromScipy: [name: keyof typeof samples, n: number, figures: number[]][] = [
  ["even", 3, [0.9306919513, 0.40970319, -0.5068593295, -1.5, -0.08565712139, 0]],
  ["sum", 5, [0.9725475895, 0.3649244807, -0.4640045177, -0.9436295552, -0.02311525584, 0.002427104392]],
  ["cubed", 6, [0.830414587, 0.9636318176, 0.9300311537, -0.6282479468, 0.05542973695, 0.01022152859]],
  ["even", 11, [0.9487892189, 0.7948077027, -0.0699656767, -1.309406397, -0.002908269059, -0.01583955574]],
  ["cubed", 12, [0.8586346958, 1.539866795, 0.8206579661, -0.6211405642, 0.02706154143, -0.002228452102]],
  ["sum", 50, [0.9897344291, 0.7292790856, -0.206821091, -0.4230296755, -0.01521757597, -0.01001113393]],
  ["cubed", 4999, [0.8240508327, 935.6899251, 1.058764884, -0.09098220422, 0.02411763877, -0.0005800934436]],
  ["sum", 200000, [0.9926046202, 2999.550505, -1.1448619e-5, -0.5999550484, -7.790001763e-7, -0.01666541428]],
];
test.each(fromScipy)("%s of %i values has scipy's figures", (name, n, [w, jb, g1, g2, k3, k4]) => {
  const values = sample(name, n);
  const moments = momentsOf(values);
  near(shapiroWilk(values), w!, 1e-7); // scipy's normal quantile has seven digits
  near(jarqueBera(moments), jb!, 1e-8);
  near(skewness(moments), g1!, 1e-8);
  near(excessKurtosis(moments), g2!, 1e-8);
  near(thirdKStatistic(moments), k3!, 1e-8);
  near(fourthKStatistic(moments), k4!, 1e-8);
});

const values = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 4, maxLength: 40 });

describe("in one pass", () => {
  test("the moments are those of the definition, with the mean taken first", () => {
    fc.assert(
      fc.property(values, (all) => {
        const { count, mean, m2, m3, m4 } = momentsOf(all);
        const average = all.reduce((sum, value) => sum + value, 0) / all.length;
        const sum = (power: number) => all.reduce((total, value) => total + (value - average) ** power, 0);
        expect(count).toBe(all.length);
        expect(mean).toBeCloseTo(average, 9);
        for (const [fast, power] of [
          [m2, 2],
          [m3, 3],
          [m4, 4],
        ] as const)
          expect(Math.abs(fast - sum(power))).toBeLessThanOrEqual(1e-9 * 200 ** power);
      }),
    );
  });

  test("a mean a million times the spread costs no digits that count", () => {
    const centred = sample("cubed", 500);
    const moments = momentsOf(centred.map((value) => value + 1e6));
    near(skewness(moments), skewness(momentsOf(centred)), 1e-7);
    near(excessKurtosis(moments), excessKurtosis(momentsOf(centred)), 1e-7);
  });
});

test("W, skewness, kurtosis and Jarque-Bera do not see shift, scale or order; the sign turns the skewness alone", () => {
  fc.assert(
    fc.property(values, fc.double({ min: 0.5, max: 4, noNaN: true }), (all, scale) => {
      fc.pre(Math.max(...all) - Math.min(...all) > 1e-3);
      const moved = all.map((value) => scale * value + 7).reverse();
      const mirrored = all.map((value) => -value);
      for (const figure of [
        shapiroWilk,
        (x: number[]) => excessKurtosis(momentsOf(x)),
        (x: number[]) => jarqueBera(momentsOf(x)),
      ]) {
        expect(figure(moved)).toBeCloseTo(figure(all), 6);
        expect(figure(mirrored)).toBeCloseTo(figure(all), 6);
      }
      expect(skewness(momentsOf(moved))).toBeCloseTo(skewness(momentsOf(all)), 6);
      expect(skewness(momentsOf(mirrored))).toBeCloseTo(-skewness(momentsOf(all)), 6);
      expect(shapiroWilk(all)).toBeGreaterThan(0);
      expect(shapiroWilk(all)).toBeLessThanOrEqual(1);
    }),
  );
});

test("the k-statistics are unbiased: their mean over all pairs of samples is the cumulant", () => {
  // Drawing 5 times from {0, 0, 1}, p = 1/3: all 3^5 samples are equally likely. Bernoulli
  // cumulants: p(1-p)(1-2p), p(1-p)(1-6p(1-p)).
  const draws = Array.from({ length: 3 ** 5 }, (_, i) =>
    Array.from({ length: 5 }, (_, at) => (Math.floor(i / 3 ** at) % 3 === 2 ? 1 : 0)),
  );
  const mean = (figure: (all: number[]) => number) => draws.reduce((sum, all) => sum + figure(all), 0) / draws.length;
  const variance = 2 / 9;
  expect(mean((all) => thirdKStatistic(momentsOf(all)))).toBeCloseTo(variance / 3, 12);
  expect(mean((all) => fourthKStatistic(momentsOf(all)))).toBeCloseTo(variance * (1 - 6 * variance), 12);
});

test("samples that say nothing count as Gaussian", () => {
  for (const all of [[], [3], [5, 5, 5, 5, 5], new Float32Array(8)]) {
    const moments = momentsOf(all);
    expect(shapiroWilk(all)).toBe(1);
    const figures = [skewness(moments), jarqueBera(moments), thirdKStatistic(moments), fourthKStatistic(moments)];
    expect(figures.map(Math.abs)).toEqual([0, 0, 0, 0]);
    expect(excessKurtosis(moments)).toBe(0);
  }
  expect(shapiroWilk([1, 2])).toBe(1);
  expect(thirdKStatistic(momentsOf([1, 2]))).toBe(0);
  expect(fourthKStatistic(momentsOf([1, 2, 9]))).toBe(0);
});
