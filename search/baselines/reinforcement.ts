import { Adam } from "../adam.ts";
import { batchFrom } from "../batch.ts";
import { Lstm, type LstmState } from "../lstm.ts";
import { Mlp, type MlpPass } from "../mlp.ts";
import type { Candidate, Search, Trial } from "../trial.ts";
import { WholeSchemes } from "./whole-schemes.ts";

const hidden = 32;
const learningRate = 0.01;
const baselineDecay = 0.9;
const entropyWeight = 0.01;
/** What a step's choice is made of, one after another; a strategy's other settings are uniform. */
const aspects = ["method", "share", "epochs"] as const;

interface Choice {
  state: LstmState;
  head: Mlp;
  pass: MlpPass;
  probabilities: Float64Array;
  taken: number;
}

/**
 * Reinforcement learning: a recurrent controller writes whole schemes and learns by REINFORCE.
 *
 * At every place it chooses a method or the end, then the share to remove, then the training
 * epochs, each by a softmax over what its LSTM of 32 makes of all choices before; strategies that
 * fit are equally likely. The reward is 2 AR, and PR up to γ as a share of γ; a failure's is -1. A
 * moving mean is its baseline, an entropy bonus keeps it curious. Source: Williams, "Simple
 * Statistical Gradient-Following Algorithms", 1992; Zoph and Le, "Neural Architecture Search with
 * Reinforcement Learning", ICLR 2017; one of the paper's baselines (section 4.1), whose controller
 * is not known.
 */
export const reinforcement: Search = async function* (input) {
  const schemes = new WholeSchemes(input);
  const controller = new Controller(input.candidates, input.random("reinforcement", "weights"));
  let baseline: number | undefined;
  for (let number = 1; number <= input.trials; ) {
    const written: Choice[][] = [];
    const batch = schemes.propose(batchFrom(input, number), (place) => {
      const source = input.random("reinforcement", number + place);
      const { scheme, choices } = controller.write(schemes, input.maxLength, source);
      written.push(choices);
      return scheme.length > 0 ? scheme : schemes.draw(source);
    });
    if (batch.length === 0) return;
    const lessons: { choices: Choice[]; advantage: number }[] = [];
    for await (const trial of schemes.run(number, batch)) {
      const earned = reward(trial, input.target);
      baseline ??= earned;
      lessons.push({ choices: written[trial.number - number]!, advantage: earned - baseline });
      baseline = baselineDecay * baseline + (1 - baselineDecay) * earned;
      yield trial;
    }
    controller.learn(lessons);
    number += batch.length;
  }
};

function reward(trial: Trial, target: number): number {
  if (trial.state === "failed") return -1;
  return 2 * Math.max(trial.ar, -0.5) + Math.min(trial.pr, Math.max(target, 0.1)) / Math.max(target, 0.1);
}

class Controller {
  readonly #candidates: readonly Candidate[];
  readonly #values: Record<(typeof aspects)[number], (string | number)[]>;
  readonly #offsets: Record<(typeof aspects)[number], number>; // of each aspect's inputs
  readonly #inputs: number;
  readonly #lstm: Lstm;
  readonly #heads: Record<(typeof aspects)[number], Mlp>;
  readonly #adam: Adam;

  constructor(candidates: readonly Candidate[], random: () => number) {
    this.#candidates = candidates;
    const distinct = (aspect: (typeof aspects)[number]) =>
      [...new Set(candidates.map((candidate) => candidate[aspect] ?? 0))].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    this.#values = { method: distinct("method"), share: distinct("share"), epochs: distinct("epochs") };
    const { method, share, epochs } = this.#values;
    this.#offsets = { method: 0, share: method.length, epochs: method.length + share.length };
    this.#inputs = method.length + share.length + epochs.length;
    this.#lstm = new Lstm({ inputs: this.#inputs, hidden, layers: 1 }, random);
    const head = (outputs: number) => new Mlp({ inputs: hidden, hidden, outputs }, random);
    // One more output of the first: the end.
    this.#heads = { method: head(method.length + 1), share: head(share.length), epochs: head(epochs.length) };
    const weights = [...this.#lstm.weights, ...Object.values(this.#heads).flatMap((mlp) => mlp.weights)];
    this.#adam = new Adam(weights, learningRate);
  }

  /**
   * A scheme, and the choices that led to it; it ends where the next step would remove too much.
   */
  write(schemes: WholeSchemes, maxLength: number, source: () => number) {
    const scheme: number[] = [];
    const choices: Choice[] = [];
    let state = this.#lstm.start();
    while (scheme.length < maxLength) {
      let fitting = this.#candidates.map((_, i) => i);
      for (const aspect of aspects) {
        const values = this.#values[aspect];
        const open = new Set(fitting.map((i) => this.#candidates[i]![aspect] ?? 0));
        const allowed = values.map((value) => open.has(value));
        if (aspect === "method") allowed.push(scheme.length > 0);
        const choice = this.#choose(state, this.#heads[aspect], allowed, source);
        choices.push(choice);
        if (choice.taken === values.length) return { scheme, choices };
        const value = values[choice.taken]!;
        fitting = fitting.filter((i) => (this.#candidates[i]![aspect] ?? 0) === value);
        const x = new Float64Array(this.#inputs);
        x[this.#offsets[aspect] + choice.taken] = 1;
        state = this.#lstm.read(state, x);
      }
      const candidate = fitting[Math.floor(source() * fitting.length)]!;
      if (!schemes.isPossible([...scheme, candidate])) break;
      scheme.push(candidate);
    }
    return { scheme, choices };
  }

  #choose(state: LstmState, head: Mlp, allowed: readonly boolean[], source: () => number): Choice {
    const pass = head.forward(state.code);
    const largest = Math.max(...pass.output.filter((_, i) => allowed[i]));
    const probabilities = pass.output.map((value, i) => (allowed[i] ? Math.exp(value - largest) : 0));
    const sum = probabilities.reduce((total, p) => total + p, 0);
    for (let i = 0; i < probabilities.length; i++) probabilities[i]! /= sum;
    let dice = source();
    let taken = probabilities.findLastIndex((p) => p > 0);
    for (const [i, p] of probabilities.entries()) {
      if (p > 0 && dice < p) {
        taken = i;
        break;
      }
      dice -= p;
    }
    return { state, head, pass, probabilities, taken };
  }

  /** One step up the gradient of advantage · log p(choices) + entropy, summed over schemes. */
  learn(lessons: readonly { choices: readonly Choice[]; advantage: number }[]): void {
    for (const { choices, advantage } of lessons) this.#addGradients(choices, advantage);
    this.#adam.step();
  }

  #addGradients(choices: readonly Choice[], advantage: number): void {
    for (const { state, head, pass, probabilities, taken } of choices) {
      const entropy = -probabilities.reduce((sum, p) => sum + (p > 0 ? p * Math.log(p) : 0), 0);
      const byOutput = probabilities.map((p, i) => {
        const byEntropy = p > 0 ? p * (Math.log(p) + entropy) : 0;
        return advantage * (p - (i === taken ? 1 : 0)) + entropyWeight * byEntropy;
      });
      const byCode = head.backward(pass, byOutput);
      for (let k = 0; k < byCode.length; k++) state.byCode[k]! += byCode[k]!;
    }
    const states: LstmState[] = []; // one after another, as they were read
    for (let at = choices.at(-1)?.state ?? null; at; at = at.before) states.unshift(at);
    this.#lstm.backward(states);
  }
}
