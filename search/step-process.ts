import { type Choices, geometricMean, type Posterior, posterior, variance } from "./gaussian-process.ts";
import { standardised } from "./standardise.ts";
import { type MeasuredStep, type StepModel, type StepPrediction, type StepState, warped } from "./step-model.ts";
import type { Candidate } from "./trial.ts";

// Amplitudes and lengths of the kernels; all lengths but `change` are in the units of what they
// compare. Chosen on made-up worlds, see docs/measurements.md.
const common = 0.5;
const amplitude = { any: 0.3, method: 0.4, settings: 0.3 };
const length = { any: 0.6, settings: 0.8, pr: 0.35, steps: 3, change: 2, repeats: 1.2 };
const afterOther = 0.8;
const relativeJitter = 0.05;
/** The weight of what knowledge expects: before any step, and after how many it is half of that. */
const trust = { first: 0.3, halfAfter: 15 };
const choices: Choices = { scales: [0.4, 1.2, 3.6], noises: [0.03, 0.12] };

/**
 * A Gaussian process over steps: how a strategy changes a scheme's AR, and how sure that is.
 *
 *   k = σ² (k_strategy · k_state · k_repeats + constant)
 *
 * Two steps are alike when their strategies are (same method, near settings, near share and
 * epochs), when they start from like schemes (PR, AR, length, last method), and when their methods
 * ran before equally often. What knowledge expects of a strategy is the prior mean, with a weight
 * that falls with every measured step: 0.3 · 15 / (15 + n). It has the place of F_mo (paper,
 * section 3.3.2), which has no uncertainty and needs hundreds of steps where a study has tens.
 */
export class StepProcess implements StepModel {
  readonly #candidates: readonly Candidate[];
  readonly #efforts: Float64Array[]; // of each candidate: epochs and share, at most 1 each
  readonly #settings: Float64Array[]; // of each candidate, comparable within its method
  readonly #groups: { method: string; from: number; to: number }[] = []; // candidates of one method
  readonly #expected: Float64Array | null;
  readonly #vectors: { entries: Float64Array; width: number; weight: number } | null;
  readonly #rows = new Map<number, Float32Array>(); // k_strategy of a measured candidate to all
  readonly #steps: SeenStep[] = [];
  readonly #kernel: Float64Array[] = []; // the lower triangle between steps
  #fitted: SeenStep[] = [];
  #posterior: Posterior | null = null;
  /** The scale and the noise that explain what was measured. */
  #explained: Choices = { scales: [geometricMean(choices.scales)], noises: [geometricMean(choices.noises)] };

  /**
   * @param candidates those of one method one after another
   * @param vectorWeight how much likeness of learned vectors counts beside likeness of settings, a
   *   fraction
   */
  constructor(candidates: readonly Candidate[], vectorWeight = 0) {
    this.#candidates = candidates;
    const longest = Math.max(...candidates.map(({ epochs }) => epochs)) || 1;
    const largest = Math.max(...candidates.map(({ share }) => share ?? 0)) || 1;
    this.#efforts = candidates.map(({ epochs, share }) => Float64Array.of(epochs / longest, (share ?? 0) / largest));
    this.#settings = candidates.map(({ settings }) => Float64Array.from(settings));
    for (const [at, { method }] of candidates.entries()) {
      const last = this.#groups.at(-1);
      if (last?.method === method) last.to = at + 1;
      else this.#groups.push({ method, from: at, to: at + 1 });
    }
    this.#expected = candidates.some(({ expected }) => expected !== undefined)
      ? Float64Array.from(candidates, ({ expected = 0 }) => warped(expected))
      : null;
    const width = candidates[0]!.vector.length;
    const entries = vectorWeight > 0 ? standardised(candidates.map(({ vector }) => vector)) : null;
    this.#vectors = entries && { entries, width, weight: vectorWeight };
  }

  get size(): number {
    return this.#steps.length;
  }

  observe(measured: MeasuredStep): void {
    const step = this.#seen(measured);
    this.#steps.push(step);
    this.#kernel.push(this.#kernelTo(step, this.#steps));
  }

  /**
   * Costs 6 factorisations of the number of steps, or one where some are believed: these say
   * nothing about scale and noise.
   */
  fit(used: readonly number[], believed: readonly MeasuredStep[] = []): void {
    this.#fitted = used.map((i) => this.#steps[i]!);
    const kernel: ArrayLike<number>[] = used.map((i) => {
      const row = this.#kernel[i]!;
      return used.map((j) => row[j]!); // beyond the diagonal never read
    });
    for (const measured of believed) {
      const step = this.#seen(measured);
      this.#fitted.push(step);
      kernel.push(this.#kernelTo(step, this.#fitted));
    }
    this.#posterior =
      this.#fitted.length === 0
        ? null
        : posterior(
            kernel,
            this.#fitted.map(({ value, candidate }) => value - this.#prior(candidate)),
            this.#fitted.map(({ value }) => 1 / (1 + value ** 2) + relativeJitter),
            believed.length === 0 ? choices : this.#explained,
          );
    if (this.#posterior && believed.length === 0) {
      this.#explained = { scales: [this.#posterior.scale], noises: [this.#posterior.noise] };
    }
  }

  /** Costs |candidates| · |steps|. */
  predict(state: StepState): StepPrediction {
    const known = this.#posterior;
    const mean = new Float64Array(this.#candidates.length);
    if (!known) {
      for (let c = 0; c < mean.length; c++) mean[c] = this.#prior(c);
      const prior = Math.sqrt(1.2 * (1 + common));
      return { mean, deviation: () => prior };
    }
    const steps = this.#fitted;
    const { alpha, scale } = known;
    const near = steps.map((step) => this.#stateKernel(state, step.state));
    let shared = 0;
    for (const weight of alpha) shared += scale * common * weight;
    const closeOf = new Map<string, Float64Array>(); // of each method: k_state · k_repeats to each step
    for (const { method, from, to } of this.#groups) {
      const repeats = this.#repeats(state, method);
      const close = Float64Array.from(steps, (step, i) => near[i]! * repeatKernel(repeats, step.repeats));
      closeOf.set(method, close);
      for (let c = from; c < to; c++) mean[c] = shared + this.#prior(c);
      for (let i = 0; i < steps.length; i++) {
        const weight = alpha[i]! * scale * close[i]!;
        const { row } = steps[i]!;
        for (let c = from; c < to; c++) mean[c]! += weight * row[c]!;
      }
    }
    const kernel = new Float64Array(steps.length);
    const deviation = (candidate: number) => {
      const close = closeOf.get(this.#candidates[candidate]!.method)!;
      for (let i = 0; i < kernel.length; i++) kernel[i] = steps[i]!.row[candidate]! * close[i]! + common;
      return Math.sqrt(variance(known, kernel, this.#ownKernel + common));
    };
    return { mean, deviation };
  }

  #seen({ state, candidate, change }: MeasuredStep): SeenStep {
    const repeats = this.#repeats(state, this.#candidates[candidate]!.method);
    return { state, candidate, change, row: this.#row(candidate), repeats, value: warped(change) };
  }

  /** k of one step to others, without its scale. */
  #kernelTo({ row, state, repeats }: SeenStep, others: readonly SeenStep[]): Float64Array {
    return Float64Array.from(
      others,
      (other) =>
        row[other.candidate]! * this.#stateKernel(state, other.state) * repeatKernel(repeats, other.repeats) + common,
    );
  }

  /** The prior mean, whose weight falls as in πBO (Hvarfner et al., ICLR 2022). */
  #prior(candidate: number): number {
    const weight = (trust.first * trust.halfAfter) / (trust.halfAfter + this.#steps.length);
    return this.#expected ? weight * this.#expected[candidate]! : 0;
  }

  /** How often a method ran before. */
  #repeats({ steps }: StepState, method: string): number {
    let count = 0;
    for (const step of steps) if (this.#candidates[step]!.method === method) count++;
    return count;
  }

  #stateKernel(a: StepState, b: StepState): number {
    const apart =
      ((a.pr - b.pr) / length.pr) ** 2 +
      ((a.steps.length - b.steps.length) / length.steps) ** 2 +
      ((warped(a.ar) - warped(b.ar)) / length.change) ** 2;
    const sameLast = this.#candidates[lastOf(a)]?.method === this.#candidates[lastOf(b)]?.method;
    return Math.exp(-apart / 2) * (sameLast ? 1 : afterOther);
  }

  get #ownKernel(): number {
    return amplitude.any + amplitude.method + amplitude.settings;
  }

  /** k_strategy of one candidate to every other `[candidates]`. */
  #row(candidate: number): Float32Array {
    const known = this.#rows.get(candidate);
    if (known) return known;
    const row = new Float32Array(this.#candidates.length);
    const effort = this.#efforts[candidate]!;
    const settings = this.#settings[candidate]!;
    const { method } = this.#candidates[candidate]!;
    for (let c = 0; c < row.length; c++) {
      const apart = squaredDistance(effort, this.#efforts[c]!);
      let k = amplitude.any * Math.exp(-apart / (2 * length.any ** 2));
      if (this.#candidates[c]!.method === method) {
        const set = squaredDistance(settings, this.#settings[c]!);
        k += amplitude.method + amplitude.settings * Math.exp(-set / (2 * length.settings ** 2));
      }
      row[c] = k;
    }
    if (this.#vectors) this.#addVectors(row, candidate, this.#vectors);
    this.#rows.set(candidate, row);
    return row;
  }

  #addVectors(
    row: Float32Array,
    candidate: number,
    { entries, width, weight }: { entries: Float64Array; width: number; weight: number },
  ): void {
    const own = entries.subarray(candidate * width, (candidate + 1) * width);
    for (let c = 0; c < row.length; c++) {
      const apart = squaredDistance(own, entries.subarray(c * width, (c + 1) * width)) / width;
      const alike = 0.5 * Math.exp(-apart / 0.5) + 0.5 * Math.exp(-apart / 4);
      row[c] = (1 - weight) * row[c]! + weight * this.#ownKernel * alike;
    }
  }
}

/** A step, and what its kernel needs. */
interface SeenStep extends MeasuredStep {
  row: Float32Array;
  repeats: number;
  value: number;
}

function lastOf({ steps }: StepState): number {
  return steps.at(-1) ?? -1;
}

/** Of how often a method ran before two steps; counts differ by few, so each is calculated once. */
const repeatKernels: number[] = [];
function repeatKernel(a: number, b: number): number {
  const apart = Math.abs(a - b);
  repeatKernels[apart] ??= Math.exp(-(apart ** 2) / (2 * length.repeats ** 2));
  return repeatKernels[apart];
}

function squaredDistance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return sum;
}
