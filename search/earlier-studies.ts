import { type EarlierStudy, placed } from "./earlier-study.ts";
import { normals } from "./normals.ts";
import { misranked, rankingWeights } from "./ranking-weights.ts";
import { StepDraws } from "./step-draws.ts";
import { type MeasuredStep, type StepState, warped } from "./step-model.ts";
import { StepProcess } from "./step-process.ts";
import type { StrategyKernel } from "./strategy-kernel.ts";
import type { Candidate, Randomness } from "./trial.ts";

const draws = 128;
/** The weights are learned from this many own steps on, and from the first ones only. */
const leastRanked = 5;
const mostRanked = 60;
/** Half of the trust in the ranking comes with so many own steps. */
const trustAfter = 4;
/** Until then only studies of nearly the same task count, and for this much together. */
const nearlySame = 0.15;
const trustAtFirst = 0.3;
/** How many schemes' predictions are kept. */
const mostKept = 96;

/** An earlier study. */
interface Model {
  name: string;
  process: StepProcess;
  draws: StepDraws;
}

/** What the own process expects of each own step from the others alone, warped. */
export interface OwnExpectation {
  mean: Float64Array;
  deviation: Float64Array;
  /** log p(all of them), up to a constant. */
  evidence: number;
}

/**
 * What earlier studies expect of a step: of each a process (`StepProcess`) over its own steps, all
 * weighted by how well they rank what this study measured.
 *
 * As in RGPE (`rankingWeights`) a study's weight is the share of draws in which it misranks fewest
 * pairs of own steps; this study's own process, by leaving one out, is one of them. Where this
 * differs from Feurer et al. (2018):
 * - The weighted mean is the prior mean of the own process, which so corrects what does not fit, in
 *   place of a mixture of posteriors.
 * - A study also loses weight as far as its process makes the own steps less probable than the own
 *   process does: a ranking of few steps can't tell a study that is merely pessimistic about all
 *   that was not tried.
 * - Before five own steps were measured only studies of nearly the same task count, and little:
 *   where nothing else is known any weight decides what is tried first, and a wrong one is found
 *   out late. From then on the ranking's weight grows with n / (n + 4).
 */
export class EarlierStudies {
  readonly #models: Model[];
  readonly #random: Randomness;
  readonly #atFirst: Float64Array;
  readonly #values: number[] = []; //           of the own steps that are ranked, warped
  readonly #ownNormals: Float64Array[] = []; // of each of them, one for each draw
  readonly #kept = new Map<StepState, (Float32Array | undefined)[]>();
  #weights: Float64Array;
  #learnedFrom = 0;

  /**
   * @param candidates this study's; steps with other strategies are left out
   * @param strategies the kernel of those candidates
   * @param studies with names that differ; their order has no influence
   */
  constructor(
    candidates: readonly Candidate[],
    strategies: StrategyKernel,
    studies: readonly EarlierStudy[],
    random: Randomness,
  ) {
    const places = new Map(candidates.map(({ id }, at) => [id, at]));
    const unprejudiced = candidates.map(({ expected: _, ...candidate }) => candidate);
    const sorted = studies.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const known = sorted.flatMap(({ name, apart, steps }) => {
      const process = new StepProcess(unprejudiced, { strategies });
      for (const step of steps) {
        const among = placed(step, places);
        if (among) process.observe(among);
      }
      if (process.size === 0) return [];
      process.fit(Array.from({ length: process.size }, (_, i) => i));
      return [{ name, process, draws: new StepDraws(process, draws), same: apart <= nearlySame }];
    });
    const same = known.filter((model) => model.same).length;
    this.#random = random;
    this.#models = known;
    this.#atFirst = Float64Array.from(known, (model) => (model.same ? trustAtFirst / same : 0));
    this.#weights = this.#atFirst;
  }

  /** The weights of the studies by their names, 0 to 1; the rest is the own process's. */
  get weights(): Record<string, number> {
    return Object.fromEntries(this.#models.map(({ name }, i) => [name, this.#weights[i]!]));
  }

  /** Their sum. */
  get weight(): number {
    return this.#weights.reduce((sum, weight) => sum + weight, 0);
  }

  /** How many own steps the weights can be learned from; 0 where that would change nothing. */
  get unlearned(): number {
    const ranked = this.#values.length;
    return this.#models.length > 0 && ranked >= leastRanked && ranked > this.#learnedFrom ? ranked : 0;
  }

  /** Adds an own step; `weigh` makes it count. */
  observe({ state, candidate, change }: MeasuredStep): void {
    const value = warped(change);
    const number = this.#values.length;
    if (number === mostRanked) return;
    for (const { name, process, draws } of this.#models) {
      draws.add(process.place({ state, candidate }), value, this.#normals("of", name, number));
    }
    this.#ownNormals.push(this.#normals("own", number));
    this.#values.push(value);
  }

  /** Learns the weights from the own steps so far, of which there are `unlearned`. */
  weigh(own: OwnExpectation): void {
    const losses = Int32Array.from({ length: draws }, (_, draw) =>
      misranked(
        own.mean.map((value, i) => value + own.deviation[i]! * this.#ownNormals[i]![draw]!),
        this.#values,
      ),
    );
    const ranked = rankingWeights([...this.#models.map((model) => model.draws.losses), losses]);
    const trust = this.#values.length / (this.#values.length + trustAfter);
    this.#weights = Float64Array.from(this.#models, (model, i) => {
      const probable = Math.min(1, Math.exp(model.draws.evidence - own.evidence));
      return ((1 - trust) * this.#atFirst[i]! + trust * ranked[i]!) * probable;
    });
    this.#learnedFrom = this.#values.length;
  }

  /** What each expects of a step, warped `[studies]`. */
  expectedOf(step: Omit<MeasuredStep, "change">): Float64Array {
    return Float64Array.from(this.#models, ({ process }) => process.place(step).mean);
  }

  /** What they together make of it that each expects something. */
  mean(expected: Float64Array): number {
    return expected.reduce((sum, value, i) => sum + this.#weights[i]! * value, 0);
  }

  /** Adds what they together expect of every candidate after a scheme, warped `[candidates]`. */
  addTo(mean: Float64Array, state: StepState): void {
    const kept = this.#keptAfter(state);
    for (const [i, { process }] of this.#models.entries()) {
      const weight = this.#weights[i]!;
      if (weight === 0) continue;
      kept[i] ??= Float32Array.from(process.predict(state).mean);
      const of = kept[i];
      for (let c = 0; c < mean.length; c++) mean[c]! += weight * of[c]!;
    }
  }

  /** What each expects after a scheme, where it was asked; of the schemes last asked about only. */
  #keptAfter(state: StepState): (Float32Array | undefined)[] {
    const kept = this.#kept.get(state) ?? [];
    this.#kept.delete(state);
    this.#kept.set(state, kept); // the latest last
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= mostKept) break;
      this.#kept.delete(oldest);
    }
    return kept;
  }

  #normals(...path: (string | number)[]): Float64Array {
    return normals(this.#random("earlier studies", ...path), draws);
  }
}
