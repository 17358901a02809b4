import { cholesky, solveLower } from "./cholesky.ts";
import { upperTail } from "./upper-tail.ts";

/** What a training is expected to end at. */
export interface Forecast {
  /** The expected accuracy at its end, a fraction of 1. */
  expected: number;
  /** P(the accuracy at its end is above `accuracy`). */
  above(accuracy: number): number;
}

/** A training that is under way. */
export interface UnderWay {
  /** Accuracy after each epoch so far, fractions of 1; at least one. */
  curve: readonly number[];
  /** Epochs of the whole training, at least as many. */
  epochs: number;
  /** Images that each accuracy was measured on: fewer say less. */
  images: number;
  /**
   * The learning rate after each epoch, up to the last; only its course counts. Default: constant.
   */
  rates?: readonly number[];
}

/**
 * How the gap to a curve's limit closes, from 1 at the first epoch: a power law, an exponential
 * approach and a logarithmic power law (Domhan et al., "Speeding up automatic hyperparameter
 * optimization of deep neural networks by extrapolation of learning curves", IJCAI 2015, Table 1),
 * each with several shapes.
 */
const gaps: ((epoch: number) => number)[] = [
  ...[0.25, 0.5, 0.75, 1, 1.5, 2, 3].map((c) => (x: number) => x ** -c),
  ...[0.05, 0.1, 0.2, 0.35, 0.6, 1, 2].map((k) => (x: number) => Math.exp(-k * (x - 1))),
  ...[2, 4, 8].flatMap((half) => [1.5, 3].map((c) => (x: number) => (1 + half ** -c) / (1 + (x / half) ** c))),
];

/** How much an accuracy scatters about its curve, in standard errors of its images. */
const scatters = [0.25, 0.5, 1, 2, 4];
/** A network that is nearly perfect may still be wrong by so much. */
const leastError = 0.01;
/** What is believed before, in shares of the error now: by so much, and give or take so much. */
const limitAbove = { mean: 0.3, deviation: 0.6 };
const gapOpen = { mean: 0.3, deviation: 1 };
const annealing = { mean: 0.1, deviation: 0.15 };

/**
 * Extrapolates a learning curve: a - b·gap(epoch) + c·(1 - rate / first rate), where the last term
 * is what a falling learning rate adds (after Tissue et al., "Scaling law with learning rate
 * annealing", arXiv:2408.11029; linear in the rate here).
 *
 * Each shape of `gaps`, at each of some levels of scatter, is fitted by least squares, under a
 * normal prior on a, b and c that the error so far scales, and counts by its marginal likelihood;
 * so the forecast is a mixture of normals. Where this differs from Domhan et al.: sums in place of
 * sampling, so that it repeats exactly, and shapes on a grid.
 *
 * The prior means that a curve goes on up: on one epoch alone the forecast is wide.
 */
export function extrapolate({ curve, epochs, images, rates = [] }: UnderWay): Forecast {
  const now = curve.at(-1)!;
  const error = Math.max(1 - now, leastError);
  const rise = Math.max(0, now - curve[0]!);
  const prior = [
    { mean: now + limitAbove.mean * error, deviation: limitAbove.deviation * error },
    { mean: rise + gapOpen.mean * error, deviation: rise + gapOpen.deviation * error },
    { mean: annealing.mean * error, deviation: annealing.deviation * error },
  ];
  const highest = rates.length > 0 ? Math.max(...rates) : 0;
  const fallen = (epoch: number) => (highest > 0 ? 1 - rates[epoch - 1]! / highest : 0);
  const standardError = Math.sqrt(Math.max(error * (1 - error), leastError * (1 - leastError)) / images);

  const normals = gaps.flatMap((gap) => {
    const terms = (epoch: number) => [1, -gap(epoch), fallen(epoch)];
    const seen = curve.map((_, i) => terms(i + 1));
    const end = terms(epochs);
    return scatters.map((scatter) => posterior(seen, curve, end, prior, (scatter * standardError) ** 2));
  });
  const most = Math.max(...normals.map(({ evidence }) => evidence));
  const weights = normals.map(({ evidence }) => Math.exp(evidence - most));
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const over = (value: (normal: Posterior) => number) =>
    normals.reduce((sum, normal, i) => sum + (weights[i]! / all) * value(normal), 0);
  return {
    expected: Math.min(
      1,
      Math.max(
        0,
        over(({ mean }) => mean),
      ),
    ),
    above(accuracy) {
      if (accuracy >= 1) return 0;
      return Math.min(
        1,
        over(({ mean, deviation }) => upperTail((accuracy - mean) / deviation)),
      );
    },
  };
}

/**
 * A normal forecast of one shape, and the logarithm of the marginal likelihood of what was seen.
 */
interface Posterior {
  mean: number;
  deviation: number;
  evidence: number;
}

/** Bayesian linear regression: of `terms` on `values`, what it says of `end`. */
function posterior(
  terms: readonly number[][],
  values: readonly number[],
  end: readonly number[],
  prior: readonly { mean: number; deviation: number }[],
  variance: number,
): Posterior {
  const n = values.length;
  const mean = (of: readonly number[]) => of.reduce((sum, term, i) => sum + term * prior[i]!.mean, 0);
  const covariance = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, term, i) => sum + term * b[i]! * prior[i]!.deviation ** 2, 0);
  const k = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) k[i * n + j] = covariance(terms[i]!, terms[j]!) + (i === j ? variance : 0);
  }
  const l = cholesky(k, n);
  const residual = solveLower(
    l,
    n,
    Float64Array.from(values, (value, i) => value - mean(terms[i]!)),
  );
  const shared = solveLower(
    l,
    n,
    Float64Array.from(terms, (of) => covariance(of, end)),
  );
  let explained = 0;
  let known = 0;
  let evidence = 0;
  for (let i = 0; i < n; i++) {
    explained += shared[i]! * residual[i]!;
    known += shared[i]! ** 2;
    evidence -= residual[i]! ** 2 / 2 + Math.log(l[i * n + i]!);
  }
  const rest = Math.max(covariance(end, end) - known, 0) + variance;
  return { mean: mean(end) + explained, deviation: Math.sqrt(rest), evidence };
}
