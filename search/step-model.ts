/** A measured scheme as the next step's surroundings. */
export interface StepState {
  /** AR of the scheme, a fraction. */
  ar: number;
  /** PR of the scheme, a fraction. */
  pr: number;
  /** CR of the scheme, a fraction; absent without a third objective. Models do not use it. */
  cr?: number;
  /** Indices of its candidates, in the order they ran; empty for START. */
  steps: readonly number[];
}

/** One measured step: what appending `candidate` did to AR. */
export interface MeasuredStep {
  state: StepState;
  /** Index of the candidate appended. */
  candidate: number;
  /** AR after it minus AR before. */
  change: number;
}

/** What is predicted of every candidate after one scheme. */
export interface StepPrediction {
  /** The expected change of AR of each, warped `[candidates]`; see `unwarped`. */
  mean: Float64Array;
  /** The standard deviation of one candidate's change, warped. */
  deviation(candidate: number): number;
}

/** What learns how a strategy changes a scheme's AR, and how sure that is: the place of F_mo. */
export interface StepModel {
  /** How many steps were measured. */
  readonly size: number;
  /** Adds a measured step; `fit` makes it count. */
  observe(step: MeasuredStep): void;
  /**
   * Learns from the steps of these numbers, in the order they were observed, from 0, and from
   * others as if they had been measured: those that are under way, each with the change that is
   * expected of it ("kriging believer"). What follows from these is forgotten by the next `fit`.
   *
   * Source: Ginsbourger, Le Riche and Carraro, "Kriging Is Well-Suited to Parallelize
   * Optimization", 2010, section 4.2.
   */
  fit(used: readonly number[], believed?: readonly MeasuredStep[]): void;
  /** What every candidate would do after a scheme. */
  predict(state: StepState): StepPrediction;
}

const linearUpTo = 0.02;

/**
 * A change of AR on the scale that models work on: linear for some hundredths, logarithmic beyond,
 * so that a collapsed network does not outweigh the rest.
 */
export const warped = (change: number): number => Math.asinh(change / linearUpTo);

/** The change of AR of a warped one. */
export const unwarped = (value: number): number => Math.sinh(value) * linearUpTo;
