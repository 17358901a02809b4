import type { StrategyId } from "../graph/index.ts";
import type { EarlierStudy } from "./earlier-study.ts";
import { accuracyIncrease, costReduction, parameterReduction } from "./rates.ts";

/** A strategy as the search sees it: what it does, how it is set, and its learned vector. */
export interface Candidate {
  /** The strategy's id, for example `NS(HP1=0.1,HP2=0.04,HP6=0.7)`. */
  id: StrategyId;
  /** Its embedding, of one length for all candidates; only progressive searches read it. */
  vector: Float32Array;
  /** The method it is a setting of. */
  method: string;
  /** Where its settings lie among its method's, one length for each method, about [0, 1] each. */
  settings: readonly number[];
  /**
   * The share of the original's parameters that it promises to remove (HP2), a fraction; null where
   * it promises none.
   */
  share: number | null;
  /** How long it trains, in the original's training epochs. */
  epochs: number;
  /**
   * What knowledge expects of it as a first step: AR, a fraction. Absent where nothing is known.
   */
  expected?: number;
}

/** What an evaluation measured. */
export interface Measured {
  /** Accuracy on validation data, a fraction of 1: A(S[M]). */
  accuracy: number;
  /** Parameters left, a plain count: P(S[M]). */
  parameters: number;
  /**
   * What else it costs, where a third objective is searched: FLOPs, or latency, in any unit; less is
   * better.
   */
  cost?: number;
}

/**
 * How something that was tried ended: with figures, or with the reason, in one sentence, why it has
 * none.
 */
export type Outcome<Figures> = ({ state: "complete" } & Figures) | Failed;

/** An outcome without figures, and the reason in one sentence. */
export interface Failed {
  state: "failed";
  failure: string;
}

/**
 * An evaluation that was ended before its training did, as it was improbable that the end would
 * beat what is known.
 */
export interface Pruned extends Measured {
  state: "pruned";
  /** Why, in one sentence. */
  reason: string;
  /**
   * The accuracy that was to be expected at the end, a fraction of 1; `accuracy` is that so far.
   */
  expected: number;
}

/**
 * Runs a scheme, the ids of its strategies in order, on the original model and measures the result.
 *
 * For a strategy that cannot run there it resolves to a failure: the option is removed and counts
 * as a trial. A pruned one is not built upon and never a result. Throwing ends the search: it is
 * for faults that say nothing about the scheme (a full disk, an abort).
 */
export type Evaluate = (scheme: readonly StrategyId[]) => Promise<Outcome<Measured> | Pruned>;

/** A source of numbers in [0, 1) derived from a path: equal paths give equal numbers. */
export type Randomness = (...path: (string | number)[]) => () => number;

/** What a search receives. */
export interface SearchInput {
  /**
   * All strategies that may be a scheme's next step, C in the paper; ids differ, vectors are
   * equally long.
   */
  candidates: readonly Candidate[];
  /**
   * The original model: A(M) and P(M). Its `cost`, where it has one, makes the cost a third
   * objective.
   */
  base: Measured;
  /** The task's features, normalised to about [-1, 1] (paper, section 3.3.1). */
  task: readonly number[];
  /**
   * γ: the least parameter reduction rate that a result must have, a fraction in [0, 1). As in
   * Algorithm 2 it chooses results, not steps.
   */
  target: number;
  /** L: the most strategies in a scheme. */
  maxLength: number;
  /** How many schemes to evaluate, failures included. */
  trials: number;
  random: Randomness;
  /**
   * The most of the original's parameters that a scheme's strategies may promise to remove
   * together, a fraction; longer schemes are never proposed. Default: no limit.
   */
  mostRemoved?: number;
  /**
   * How many schemes are asked for at once, so that they can be evaluated side by side. Default: 1.
   */
  batch?: number;
  /**
   * What earlier studies measured, in any order; the progressive search learns how much each of
   * them is to be trusted. Default: none.
   */
  earlier?: readonly EarlierStudy[];
  evaluate: Evaluate;
  /** Ends the search between two evaluations by throwing the signal's reason. */
  signal?: AbortSignal;
}

/** One evaluated scheme, and how that ended. */
export type Trial = {
  /** From 1. */
  number: number;
  /** Ids of the strategies, in the order they run. */
  scheme: readonly StrategyId[];
  /** The scheme without its last strategy; empty for START. */
  parent: readonly StrategyId[];
  /** What the search's model predicted before the evaluation. Absent where nothing was. */
  predicted?: { arStep: number; prStep: number };
  /**
   * How much each earlier study counted when it was chosen, by the study's name, 0 to 1. Absent
   * where the search knew of none.
   */
  earlierWeights?: Readonly<Record<string, number>>;
} & (Outcome<Rates> | PrunedRates);

/**
 * What was measured of a scheme, and how it compares with the original model and with the parent.
 */
export interface Rates {
  measured: Measured;
  /** AR(S, M) = (A(S[M]) - A(M)) / A(M). */
  ar: number;
  /** PR(S, M) = (P(M) - P(S[M])) / P(M). */
  pr: number;
  /**
   * CR(S, M): the same of the cost, below 0 where that rose. Absent without a third objective.
   */
  cr?: number;
  /**
   * AR_step = (A(seq→s) - A(seq)) / A(seq), against the parent; null if that was never measured, or
   * if its accuracy is 0.
   */
  arStep: number | null;
  /**
   * PR_step = (P(seq) - P(seq→s)) / P(seq), against the parent; null if that was never measured.
   */
  prStep: number | null;
}

/** The same of an evaluation that was ended early, by its accuracy so far. */
export interface PrunedRates extends Rates, Pick<Pruned, "state" | "reason" | "expected"> {}

/** A trial whose evaluation succeeded. */
export type CompleteTrial = Extract<Trial, { state: "complete" }>;

/**
 * A search: trials, in the order that they were asked for, as they are measured.
 *
 * It is a pure function of its input and of the results of `evaluate`, so running it again with
 * recorded results continues where an interrupted one stopped. The first n trials do not depend on
 * `trials`, so a larger budget continues a smaller one. With a `batch` of more than one it asks for
 * so many schemes before it learns from any of them; in which order these are measured plays no
 * part.
 */
export type Search = (input: SearchInput) => AsyncGenerator<Trial, void, void>;

/**
 * Evaluates one scheme and compares the result with the original model and with the parent.
 *
 * A measurement that no model can have (an accuracy outside [0, 1], parameters below 1, or NaN, as
 * after diverged training) is a failed evaluation. A failure after an abort is not recorded.
 *
 * @param parent the measurement of the scheme without its last strategy, or null if there is none
 * @throws the signal's reason when stopped
 */
export async function runTrial(
  { base, evaluate, signal }: Pick<SearchInput, "base" | "evaluate" | "signal">,
  { parent, ...asked }: Asked & { parent: Measured | null },
): Promise<Trial> {
  signal?.throwIfAborted();
  const answer = await evaluate(asked.scheme);
  if (answer.state === "failed") signal?.throwIfAborted();
  return trialOf(base, asked, parent, answer);
}

/** A scheme that is asked for. */
export type Asked = Pick<Trial, "number" | "scheme" | "predicted" | "earlierWeights">;

/** A trial from what `evaluate` answered; see `runTrial`. */
export function trialOf(
  base: Measured,
  { number, scheme, predicted, earlierWeights }: Asked,
  parent: Measured | null,
  answer: Outcome<Measured> | Pruned,
): Trial {
  const outcome = plausible(answer, base);
  const known = { ...(predicted && { predicted }), ...(earlierWeights && { earlierWeights }) };
  const about = { number, scheme, parent: scheme.slice(0, -1), ...known };
  if (outcome.state === "failed") return { ...about, state: "failed", failure: outcome.failure };
  const { accuracy, parameters, cost } = outcome;
  const measured = { accuracy, parameters, ...(base.cost !== undefined && cost !== undefined && { cost }) };
  const cr = costReduction(base, measured);
  const ended =
    outcome.state === "complete"
      ? { state: outcome.state }
      : { state: outcome.state, reason: outcome.reason, expected: outcome.expected };
  return {
    ...about,
    ...ended,
    measured,
    ar: accuracyIncrease(base, measured),
    pr: parameterReduction(base, measured),
    ...(cr !== undefined && { cr }),
    arStep: parent && parent.accuracy > 0 ? accuracyIncrease(parent, measured) : null,
    prStep: parent && parameterReduction(parent, measured),
  };
}

function plausible(outcome: Outcome<Measured> | Pruned, base: Measured): Outcome<Measured> | Pruned {
  if (outcome.state === "failed") return outcome;
  const { accuracy, parameters } = outcome;
  if (outcome.state === "pruned" && !(outcome.expected >= 0 && outcome.expected <= 1)) {
    return { state: "failed", failure: `The evaluation expected an accuracy of ${outcome.expected}.` };
  }
  if (!(accuracy >= 0 && accuracy <= 1)) {
    return { state: "failed", failure: `The evaluation measured an accuracy of ${accuracy}.` };
  }
  if (!(parameters >= 1 && Number.isFinite(parameters))) {
    return { state: "failed", failure: `The evaluation measured ${parameters} parameters.` };
  }
  const { cost } = outcome;
  if (base.cost !== undefined && !(cost !== undefined && cost >= 0 && Number.isFinite(cost))) {
    return { state: "failed", failure: `The evaluation measured a cost of ${cost}.` };
  }
  return outcome;
}
