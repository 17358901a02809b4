import { shuffler } from "d3-array";
import { Adam } from "./adam.ts";
import { cholesky, solveLower, solveUpper } from "./cholesky.ts";
import { concat } from "./concat.ts";
import { Lstm, type LstmState } from "./lstm.ts";
import { Mlp } from "./mlp.ts";
import { sequenceReader } from "./read-sequences.ts";
import { standardised } from "./standardise.ts";
import { type MeasuredStep, type StepModel, type StepPrediction, type StepState, warped } from "./step-model.ts";
import type { Candidate, Randomness } from "./trial.ts";

const hidden = 32;
const lstmLayers = 2;
const batchSize = 16;
const learningRate = 3e-3;
/** Batches a round, which bounds its cost however much was measured. */
const batches = 24;
const noise = 0.1; //       variance of one observation, warped
const priorVariance = 1; // of a weight of the last layer

/**
 * F_mo with settings and an uncertainty: the paper's recurrent network, whose last layer is a
 * Bayesian linear regression on what the layer before makes of a step.
 *
 *   change ~ N(wᵀ φ, σ²),  φ = relu(W [e(s*) | settings(s*) | task | state | LSTM(e(s₁), …)] + b)
 *
 * The network learns by Adam from all measured steps, a bounded number of batches a round; the last
 * layer is then set to the exact posterior mean. Where this differs from the paper (section 3.3.2,
 * Figure 3, Eq. 5): inputs have the settings and the scheme's AR and PR too, PR_step is not learned
 * but known (`RemovalYield`), AR is warped, and there is a variance.
 * Source of the last layer: Snoek et al., "Scalable Bayesian Optimization Using Deep Neural
 * Networks", ICML 2015.
 */
export class RecurrentSteps implements StepModel {
  readonly #inputs: Float64Array; // of each candidate [candidates, width]
  readonly #width: number;
  readonly #count: number;
  readonly #task: Float64Array;
  readonly #lstm: Lstm;
  readonly #mlp: Mlp;
  readonly #adam: Adam;
  readonly #random: Randomness;
  readonly #steps: MeasuredStep[] = [];
  #round = 0;
  /** L of the last layer's posterior precision; null before anything was measured. */
  #precision: Float64Array | null = null;
  /** The last layer before it learned from steps that are believed; null where it did not. */
  #beforeBelief: Float64Array | null = null;

  /**
   * @param task the task's normalised features
   * @param random for the starting weights and the order of training
   */
  constructor(candidates: readonly Candidate[], task: readonly number[], random: Randomness) {
    const vectors = standardised(candidates.map(({ vector }) => vector));
    const entries = candidates[0]!.vector.length;
    const settings = Math.max(...candidates.map((candidate) => candidate.settings.length));
    this.#count = candidates.length;
    this.#width = entries + 2 + settings;
    this.#inputs = new Float64Array(this.#count * this.#width);
    for (const [c, candidate] of candidates.entries()) {
      const at = c * this.#width;
      this.#inputs.set(vectors.subarray(c * entries, (c + 1) * entries), at);
      this.#inputs.set([4 * (candidate.share ?? 0), 4 * candidate.epochs, ...candidate.settings], at + entries);
    }
    this.#task = Float64Array.from(task);
    this.#random = random;
    const weights = random("recurrent steps", "weights");
    const inputs = this.#width + task.length + 2 + lstmLayers * hidden;
    this.#lstm = new Lstm({ inputs: this.#width, hidden, layers: lstmLayers }, weights);
    this.#mlp = new Mlp({ inputs, hidden, outputs: 1 }, weights);
    this.#mlp.outer.values.fill(0); // Nothing is known: no change is expected.
    this.#mlp.outerBias.values.fill(0);
    this.#adam = new Adam([...this.#lstm.weights, ...this.#mlp.weights], learningRate);
  }

  get size(): number {
    return this.#steps.length;
  }

  observe(step: MeasuredStep): void {
    this.#steps.push(step);
  }

  /** From steps that are believed only the last layer learns. */
  fit(used: readonly number[], believed: readonly MeasuredStep[] = []): void {
    const { outer, outerBias } = this.#mlp;
    if (this.#beforeBelief) {
      outer.values.set(this.#beforeBelief.subarray(0, hidden));
      outerBias.values[0] = this.#beforeBelief[hidden]!;
      this.#beforeBelief = null;
    }
    const steps = used.map((i) => this.#steps[i]!);
    if (believed.length > 0) {
      this.#beforeBelief = concat(outer.values, outerBias.values);
      this.#regress([...steps, ...believed]);
      return;
    }
    this.#precision = null;
    if (steps.length === 0) return;
    const shuffle = shuffler(this.#random("recurrent steps", "train", ++this.#round));
    if (this.#round === 1) this.#mlp.outer.values.fill(0.1); // 0 would pass no gradient inwards
    for (let batch = 0, order: MeasuredStep[] = []; batch < batches; batch++) {
      if (order.length === 0) order = shuffle([...steps]);
      this.gradients(order.splice(0, batchSize));
      this.#adam.step();
    }
    this.#regress(steps);
  }

  predict(state: StepState): StepPrediction {
    const tail = this.#tail(state, sequenceReader(this.#lstm, (c) => this.#input(c))(state.steps));
    const mean = this.#mlp.forwardHeads(this.#inputs, this.#count, tail);
    const precision = this.#precision;
    const deviation = (candidate: number) => {
      const features = this.#features(this.#mlp.forward(concat(this.#input(candidate), tail)).hidden);
      if (!precision) return Math.sqrt(priorVariance * squares(features) + 1);
      return Math.sqrt(squares(solveLower(precision, features.length, features)));
    };
    return { mean, deviation };
  }

  /**
   * Adds the gradients of the batch's mean loss, half the squared error of the warped change, to
   * the weights' and returns the summed loss. Public so that tests can check them.
   */
  gradients(batch: readonly MeasuredStep[]): number {
    const states = new Map<string, LstmState>();
    const read = sequenceReader(this.#lstm, (c) => this.#input(c), states);
    let loss = 0;
    for (const { state, candidate, change } of batch) {
      const code = read(state.steps);
      const pass = this.#mlp.forward(concat(this.#input(candidate), this.#tail(state, code)));
      const error = pass.output[0]! - warped(change);
      loss += error ** 2 / 2;
      const byInput = this.#mlp.backward(pass, Float64Array.of(error / batch.length));
      const byTail = byInput.subarray(byInput.length - code.byCode.length);
      for (let k = 0; k < byTail.length; k++) code.byCode[k]! += byTail[k]!;
    }
    this.#lstm.backward([...states.values()]);
    return loss;
  }

  /** All weights; public so that tests can check gradients. */
  get weights() {
    return [...this.#lstm.weights, ...this.#mlp.weights];
  }

  /** Sets the last layer to the posterior mean of a Bayesian linear regression on its inputs. */
  #regress(steps: readonly MeasuredStep[]): void {
    const size = hidden + 1;
    const precision = new Float64Array(size * size);
    const target = new Float64Array(size);
    for (let i = 0; i < size; i++) precision[i * size + i] = 1 / priorVariance;
    const read = sequenceReader(this.#lstm, (c) => this.#input(c));
    for (const { state, candidate, change } of steps) {
      const tail = this.#tail(state, read(state.steps));
      const features = this.#features(this.#mlp.forward(concat(this.#input(candidate), tail)).hidden);
      const y = warped(change);
      const weight = 1 / (noise * (1 / (1 + y ** 2) + 0.05));
      for (let i = 0; i < size; i++) {
        target[i]! += weight * y * features[i]!;
        for (let j = 0; j <= i; j++) precision[i * size + j]! += weight * features[i]! * features[j]!;
      }
    }
    const factor = cholesky(precision, size);
    const mean = solveUpper(factor, size, solveLower(factor, size, target));
    this.#mlp.outer.values.set(mean.subarray(0, hidden));
    this.#mlp.outerBias.values[0] = mean[hidden]!;
    this.#precision = factor;
  }

  #features(layer: Float64Array): Float64Array {
    return concat(layer, Float64Array.of(1));
  }

  #tail({ ar, pr }: StepState, { code }: LstmState): Float64Array {
    return concat(this.#task, Float64Array.of(warped(ar), 4 * pr), code);
  }

  #input(candidate: number): Float64Array {
    return this.#inputs.subarray(candidate * this.#width, (candidate + 1) * this.#width);
  }
}

function squares(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum;
}
