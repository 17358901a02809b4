import type { EarlierStudies, OwnExpectation } from "./earlier-studies.ts";
import {
  type Choices,
  geometricMean,
  leaveOneOut,
  type Posterior,
  posterior,
  projected,
  variance,
} from "./gaussian-process.ts";
import { type MeasuredStep, type StepModel, type StepPrediction, type StepState, warped } from "./step-model.ts";
import { StrategyKernel } from "./strategy-kernel.ts";
import type { Candidate } from "./trial.ts";

// Amplitudes and lengths of the kernels; all lengths but `change` are in the units of what they
// compare. Chosen on made-up worlds, see docs/measurements.md.
const common = 0.5;
const length = { pr: 0.35, steps: 3, change: 2, repeats: 1.2 };
const afterOther = 0.8;
const relativeJitter = 0.05;
/** The weight of what knowledge expects: before any step, and after how many it is half of that. */
const trust = { first: 0.3, halfAfter: 15 };
const choices: Choices = { scales: [0.4, 1.2, 3.6], noises: [0.03, 0.12] };

/** What a process may be built upon beside the candidates. */
interface Ground {
  /** How alike strategies are; processes over the same candidates may share it. */
  strategies?: StrategyKernel;
  /** What earlier studies expect of a step, as a part of the prior mean. */
  earlier?: EarlierStudies | undefined;
}

/** A step without what it did. */
type Step = Omit<MeasuredStep, "change">;

/** A step as the kernel compares it with others. */
interface ComparedStep extends Step {
  row: Float32Array;
  repeats: number;
}

/** A step of a study, its change warped. */
interface SeenStep extends ComparedStep {
  value: number;
  /** What each earlier study expects of it. */
  foreseen: Float64Array | undefined;
}

/** What a fitted process makes of a step: `covariance` needs it. */
export interface PlacedStep extends ComparedStep {
  mean: number;
  /** L⁻¹ σ² k to the steps it learned from. */
  projected: Float64Array;
}

/**
 * A Gaussian process over steps: how a strategy changes a scheme's AR, and how sure that is.
 *
 *   k = σ² (k_strategy · k_state · k_repeats + constant)
 *
 * Two steps are alike when their strategies are (`StrategyKernel`), when they start from like
 * schemes (PR, AR, length, last method), and when their methods ran before equally often. The prior
 * mean is what knowledge expects of a strategy, with a weight that falls with every measured step,
 * 0.3 · 15 / (15 + n), and what earlier studies expect of the step, with theirs. It has the place
 * of F_mo (paper, section 3.3.2), which has no uncertainty and needs hundreds of steps where a
 * study has tens.
 */
export class StepProcess implements StepModel {
  readonly #candidates: readonly Candidate[];
  readonly #strategies: StrategyKernel;
  readonly #earlier: EarlierStudies | undefined;
  readonly #groups: { method: string; from: number; to: number }[] = []; // candidates of one method
  readonly #expected: Float64Array | null;
  readonly #steps: SeenStep[] = [];
  readonly #kernel: Float64Array[] = []; // the lower triangle between steps
  #fitted: SeenStep[] = [];
  #posterior: Posterior | null = null;
  /** The scale and the noise that explain what was measured. */
  #explained: Choices = { scales: [geometricMean(choices.scales)], noises: [geometricMean(choices.noises)] };

  /** @param candidates those of one method one after another */
  constructor(candidates: readonly Candidate[], { strategies, earlier }: Ground = {}) {
    this.#candidates = candidates;
    this.#strategies = strategies ?? new StrategyKernel(candidates);
    this.#earlier = earlier;
    for (const [at, { method }] of candidates.entries()) {
      const last = this.#groups.at(-1);
      if (last?.method === method) last.to = at + 1;
      else this.#groups.push({ method, from: at, to: at + 1 });
    }
    this.#expected = candidates.some(({ expected }) => expected !== undefined)
      ? Float64Array.from(candidates, ({ expected = 0 }) => warped(expected))
      : null;
  }

  get size(): number {
    return this.#steps.length;
  }

  observe(measured: MeasuredStep): void {
    const step = this.#seen(measured);
    this.#steps.push(step);
    this.#kernel.push(this.#kernelTo(step, this.#steps));
    this.#earlier?.observe(measured);
  }

  /**
   * Costs 6 factorisations of the number of steps, or one where some are believed: these say
   * nothing about scale and noise. While earlier studies' weights are learned, 6 more.
   */
  fit(used: readonly number[], believed: readonly MeasuredStep[] = []): void {
    if (this.#earlier?.unlearned) this.#earlier.weigh(this.#leaveOneOut(this.#earlier.unlearned));
    this.#fitted = used.map((i) => this.#steps[i]!);
    const kernel: ArrayLike<number>[] = this.#kernelOf(used);
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
            this.#fitted.map((step) => step.value - this.#priorOf(step)),
            this.#fitted.map(({ value }) => relativeNoise(value)),
            believed.length === 0 ? choices : this.#explained,
          );
    if (this.#posterior && believed.length === 0) {
      this.#explained = { scales: [this.#posterior.scale], noises: [this.#posterior.noise] };
    }
  }

  /** Costs |candidates| · |steps|. */
  predict(state: StepState): StepPrediction {
    const known = this.#posterior;
    const mean = this.#priorMean(state);
    if (!known) {
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
      for (let c = from; c < to; c++) mean[c]! += shared;
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
      return Math.sqrt(variance(known, kernel, this.#strategies.own + common));
    };
    return { mean, deviation };
  }

  /** One more step under what was fitted, which must be something. */
  place(asked: Step): PlacedStep {
    const step = this.#compared(asked);
    const known = this.#posterior!;
    const kernel = this.#kernelTo(step, this.#fitted).map((k) => known.scale * k);
    let mean = this.#expectedOf(step.candidate);
    for (let i = 0; i < kernel.length; i++) mean += known.alpha[i]! * kernel[i]!;
    return { ...step, mean, projected: projected(known, kernel) };
  }

  /** The covariance of two placed steps, without noise. */
  covariance(a: PlacedStep, b: PlacedStep): number {
    let explained = 0;
    for (let i = 0; i < a.projected.length; i++) explained += a.projected[i]! * b.projected[i]!;
    return this.#posterior!.scale * this.likeness(a, b) - explained;
  }

  /** k of two steps, without its scale. */
  likeness({ row, state, repeats }: ComparedStep, other: ComparedStep): number {
    return (
      row[other.candidate]! * this.#stateKernel(state, other.state) * repeatKernel(repeats, other.repeats) + common
    );
  }

  /** The variance with which a warped change is measured, as was fitted. */
  noiseOf(value: number): number {
    return this.#posterior!.noise * relativeNoise(value);
  }

  #compared({ state, candidate }: Step): ComparedStep {
    const repeats = this.#repeats(state, this.#candidates[candidate]!.method);
    return { state, candidate, row: this.#strategies.row(candidate), repeats };
  }

  #seen({ state, candidate, change }: MeasuredStep): SeenStep {
    const foreseen = this.#earlier?.expectedOf({ state, candidate });
    return { ...this.#compared({ state, candidate }), value: warped(change), foreseen };
  }

  /** k of one step to others, without its scale. */
  #kernelTo(step: ComparedStep, others: readonly ComparedStep[]): Float64Array {
    return Float64Array.from(others, (other) => this.likeness(step, other));
  }

  #kernelOf(used: readonly number[]): number[][] {
    return used.map((i) => {
      const row = this.#kernel[i]!;
      return used.map((j) => row[j]!); // beyond the diagonal never read
    });
  }

  /**
   * What it would expect of each of its first `count` steps, had it measured the others alone and
   * known of no earlier study; and the evidence of them all.
   */
  #leaveOneOut(count: number): OwnExpectation {
    const first = this.#steps.slice(0, count);
    const prior = first.map(({ candidate }) => this.#expectedOf(candidate));
    const values = first.map(({ value }, i) => value - prior[i]!);
    const noise = first.map(({ value }) => relativeNoise(value));
    const known = posterior(this.#kernelOf([...first.keys()]), values, noise, choices);
    const { mean, deviation } = leaveOneOut(known, values, noise);
    return { mean: mean.map((value, i) => value + prior[i]!), deviation, evidence: known.evidence };
  }

  #priorOf({ candidate, foreseen }: SeenStep): number {
    const known = this.#expectedOf(candidate);
    return this.#earlier && foreseen ? (1 - this.#earlier.weight) * known + this.#earlier.mean(foreseen) : known;
  }

  /** The prior mean of every candidate after a scheme `[candidates]`. */
  #priorMean(state: StepState): Float64Array {
    const left = 1 - (this.#earlier?.weight ?? 0);
    const mean = Float64Array.from(this.#candidates, (_, c) => left * this.#expectedOf(c));
    this.#earlier?.addTo(mean, state);
    return mean;
  }

  /** What knowledge expects, whose weight falls as in πBO (Hvarfner et al., ICLR 2022). */
  #expectedOf(candidate: number): number {
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
}

/** A large change is measured relatively better: what multiplies the noise of a warped one. */
const relativeNoise = (value: number): number => 1 / (1 + value ** 2) + relativeJitter;

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
