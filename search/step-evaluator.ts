import { shuffler } from "d3-array";
import { Adam } from "./adam.ts";
import { concat } from "./concat.ts";
import { Lstm, type LstmState } from "./lstm.ts";
import { Mlp } from "./mlp.ts";
import { sequenceReader } from "./read-sequences.ts";
import { standardised } from "./standardise.ts";

/**
 * One measured step: appending `candidate` to the scheme `sequence` changed accuracy and parameters
 * so much.
 */
export interface StepSample {
  /** Indices of the candidates already run, in order; empty for START. */
  sequence: readonly number[];
  /** Index of the candidate appended. */
  candidate: number;
  arStep: number;
  prStep: number;
}

/** Predicted changes for all candidates after one scheme, each `[candidates]`. */
export interface StepPredictions {
  arStep: Float64Array;
  prStep: Float64Array;
}

const hidden = 32;
const lstmLayers = 2;
const batchSize = 16;
const learningRate = 1e-3;
// The assumed spread of steps before any was measured: HP2 removes some tenths, accuracy moves by
// hundredths.
const usualSpread = [0.05, 0.15] as const;
const usualWeight = 4; // in measured steps

/**
 * F_mo, the multi-objective evaluator: what a strategy would do to the accuracy and the parameters
 * of a scheme.
 *
 *   F_mo(seq, s*) = MLP([e(s*) | task | LSTM(e(s₁), …, e(s_t))]) = (AR_step, PR_step)
 *
 * The LSTM has 2 layers of 32 and passes on both layers' last states `[64]`, zeros for START; the
 * MLP has one hidden layer of 32. Source: paper, section 3.3.2, Figure 3, Eq. 5; sizes as in the
 * authors' code.
 *
 * All inputs are known before the evaluation. Where this differs:
 * - Every entry of the vectors is standardised over the candidates: learned vectors lie close
 *   together.
 * - Outputs are in units of the spread of the steps measured so far, kept across rounds without
 *   changing the network's predictions (van Hasselt et al., "Learning values across many orders of
 *   magnitude", 2016): AR_step is some hundredths, PR_step some tenths, and Eq. 5's norm would
 *   otherwise respond to the second only.
 * - Eq. 5's norm is rounded off near 0, √(‖e‖² + 1) - 1, so that it has a gradient there. Unlike
 *   the authors' squared error it is linear for large errors, so one collapsed network does not
 *   outweigh the others.
 * - A search has tens of evaluations, too few for Eq. 5's single step over the new ones: see
 *   `train`.
 */
export class StepEvaluator {
  readonly #count: number;
  readonly #width: number;
  readonly #vectors: Float64Array; // standardised [candidates, width]
  readonly #task: Float64Array;
  readonly #lstm: Lstm;
  readonly #mlp: Mlp;
  readonly #adam: Adam;
  // An output y represents mean + spread · y.
  readonly #mean = [0, 0];
  readonly #spread: number[] = [...usualSpread];

  /**
   * @param vectors the candidates' embeddings, equally long
   * @param task the task's normalised features
   * @param random for the starting weights
   */
  constructor(vectors: readonly Float32Array[], task: readonly number[], random: () => number) {
    this.#count = vectors.length;
    this.#width = vectors[0]!.length;
    this.#vectors = standardised(vectors);
    this.#task = Float64Array.from(task);
    this.#lstm = new Lstm({ inputs: this.#width, hidden, layers: lstmLayers }, random);
    this.#mlp = new Mlp({ inputs: this.#width + task.length + lstmLayers * hidden, hidden, outputs: 2 }, random);
    this.#adam = new Adam([...this.#lstm.weights, ...this.#mlp.weights], learningRate);
  }

  /**
   * The predicted changes of each candidate after a scheme. The scheme is read once, whatever the
   * number of candidates.
   */
  predict(sequence: readonly number[]): StepPredictions {
    const { code } = sequenceReader(this.#lstm, (c) => this.#vector(c))(sequence);
    const outputs = this.#mlp.forwardHeads(this.#vectors, this.#count, concat(this.#task, code));
    const arStep = new Float64Array(this.#count);
    const prStep = new Float64Array(this.#count);
    for (let c = 0; c < this.#count; c++) {
      arStep[c] = this.#mean[0]! + this.#spread[0]! * outputs[2 * c]!;
      prStep[c] = this.#mean[1]! + this.#spread[1]! * outputs[2 * c + 1]!;
    }
    return { arStep, prStep };
  }

  /**
   * Optimises the weights on everything measured so far (Eq. 5): `passes` times over, in shuffled
   * batches of 16.
   *
   * Differs: Eq. 5 sums over the round's new evaluations only, and the authors add five replay
   * batches. Here the new ones are part of `samples`, so they are neither forgotten nor
   * overweighted.
   *
   * @param random for the order
   * @returns the mean loss over the last pass, in units of the steps' spread
   */
  train(samples: readonly StepSample[], passes: number, random: () => number): number {
    if (samples.length === 0) return 0;
    this.#rescale(samples);
    const shuffle = shuffler(random);
    const order = [...samples];
    let loss = 0;
    for (let pass = 0; pass < passes; pass++) {
      shuffle(order);
      loss = 0;
      for (let at = 0; at < order.length; at += batchSize) {
        loss += this.gradients(order.slice(at, at + batchSize)) / order.length;
        this.#adam.step();
      }
    }
    return loss;
  }

  /**
   * Adds the gradients of the batch's mean loss to the weights' and returns the summed loss. Public
   * so that tests can check them.
   */
  gradients(batch: readonly StepSample[]): number {
    const states = new Map<string, LstmState>();
    const read = sequenceReader(this.#lstm, (c) => this.#vector(c), states);
    let loss = 0;
    for (const { sequence, candidate, arStep, prStep } of batch) {
      const { code, byCode } = read(sequence);
      const pass = this.#mlp.forward(concat(this.#vector(candidate), this.#task, code));
      const errors = [
        pass.output[0]! - (arStep - this.#mean[0]!) / this.#spread[0]!,
        pass.output[1]! - (prStep - this.#mean[1]!) / this.#spread[1]!,
      ] as const;
      const norm = Math.sqrt(errors[0] ** 2 + errors[1] ** 2 + 1);
      loss += norm - 1;
      const byInput = this.#mlp.backward(
        pass,
        Float64Array.from(errors, (e) => e / norm / batch.length),
      );
      const byTail = byInput.subarray(byInput.length - byCode.length);
      for (let k = 0; k < byCode.length; k++) byCode[k]! += byTail[k]!;
    }
    this.#lstm.backward([...states.values()]);
    return loss;
  }

  /** All weights; public so that tests can check gradients. */
  get weights() {
    return [...this.#lstm.weights, ...this.#mlp.weights];
  }

  #vector(candidate: number): Float64Array {
    return this.#vectors.subarray(candidate * this.#width, (candidate + 1) * this.#width);
  }

  /**
   * Sets the samples' mean and spread as new units, and rescales the last layer so that no
   * prediction changes.
   */
  #rescale(samples: readonly StepSample[]): void {
    const targets = [samples.map(({ arStep }) => arStep), samples.map(({ prStep }) => prStep)];
    for (const [o, values] of targets.entries()) {
      const weight = values.length + usualWeight;
      const mean = values.reduce((sum, value) => sum + value, 0) / weight;
      const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, usualWeight * usualSpread[o]! ** 2);
      const spread = Math.sqrt(squares / weight);
      const { outer, outerBias } = this.#mlp;
      for (let h = 0; h < hidden; h++) outer.values[o * hidden + h]! *= this.#spread[o]! / spread;
      outerBias.values[o] = (this.#mean[o]! + this.#spread[o]! * outerBias.values[o]! - mean) / spread;
      this.#mean[o] = mean;
      this.#spread[o] = spread;
    }
  }
}
