import { setImmediate } from "node:timers/promises";
import type { Experience } from "../graph/index.ts";
import { type ExperienceGroup, groupExperience, strategiesIn } from "./agreement.ts";
import { type RandomSources, startLearning } from "./algorithm.ts";
import { type Baseline, baselines, type Outcome } from "./baselines.ts";
import { type Calibration, calibrate, type SpreadError } from "./calibration.ts";
import { EmbedError } from "./errors.ts";
import { emptyGradient, experienceStep, predictOutcome } from "./experience.ts";
import { fitTransR } from "./fit.ts";
import type { Knowledge } from "./learn.ts";
import { type EmbedOptions, type EmbedSettings, readOptions } from "./options.ts";
import { type Parts, partsOf, type Sums, sumsOf } from "./parts.ts";
import { readExperience } from "./read-experience.ts";
import { addUp } from "./sums.ts";
import { fitTaskScale, type TaskScale, taskVector } from "./task.ts";
import { startTransR, type TransR } from "./transr.ts";
import { groupTriples, type Names, nameTriples, type TripleSet } from "./triples.ts";

/**
 * What NN_exp sees: the whole; vectors that TransR never taught (the paper's -KG); TransR's vectors
 * that NN_exp may not move.
 */
export const variants = ["whole", "withoutGraph", "vectorsHeld"] as const;
export type Variant = (typeof variants)[number];

/**
 * Mean absolute errors of AR and PR, and the mean distance of Eq. 3, fractions, over results that
 * were not learned from.
 */
export interface UnseenError {
  ar: number;
  pr: number;
  distance: number;
}

/** How well outcomes are predicted on folds held out one after another. */
export interface ExperienceValidation {
  /** The folds that were held out, and how many results each has. */
  folds: Record<string, number>;
  /** Results that some strategy agrees with; the others can be neither learned nor predicted. */
  rows: number;
  networks: Record<Variant, UnseenError>;
  baselines: Record<Baseline, UnseenError>;
  /** Of the whole. */
  calibration: Calibration;
}

/** How to split and how many networks to train. */
export interface ValidationPlan {
  /**
   * The fold of a result; all of a fold is held out at once. Called with the very rows of the
   * input.
   */
  foldOf: (row: Experience) => string;
  /**
   * Networks that are trained alike from other random weights; the mean is the prediction, and
   * their spread its uncertainty.
   */
  members: number;
}

/**
 * Trains NN_exp without one fold of the experience, predicts that fold, and does so for each fold
 * in turn.
 *
 * The prediction is the mean over the strategies that agree with a result, and over the members;
 * the spread is the deviation over both. Tasks are scaled by the training folds alone. TransR is
 * trained once, without experience, on all triples: results are not triples, so it has seen none of
 * the held-out ones.
 *
 * Differs from Algorithm 1: NN_exp's passes follow TransR's epochs instead of alternating with
 * them; there are as many of either.
 *
 * @throws EmbedError `no_experience` when there are fewer than two folds
 * @throws EmbedError the codes of `learn`, but for `bad_checkpoint`
 */
export async function validateExperience(
  input: Knowledge,
  options: EmbedOptions,
  { foldOf, members }: ValidationPlan,
  c: { random: RandomSources; signal?: AbortSignal; report?: (done: number) => void },
): Promise<ExperienceValidation> {
  const o = readOptions(options);
  const names = nameTriples(input.triples);
  const triples = groupTriples(input.triples, names);
  const all = readExperience(input.experience);
  const agreeing = new Map(all.map((row) => [row, strategiesAgreeing(row, triples)]));
  const rows = all.filter((row) => agreeing.get(row)!.length > 0);
  const folds = countBy(rows, foldOf);
  if (Object.keys(folds).length < 2)
    throw new EmbedError("no_experience", "There is nothing to hold out: NN_exp needs results of at least two folds.");
  const parts = partsOf(triples);
  const learnt = await fitTransR(triples, o, { random: c.random, ...(c.signal && { signal: c.signal }) }, parts);
  const sums = sumsOf(triples, parts);
  const plain = startTransR(names.entities.length, names.relations.length, o.dim, c.random("vectors"), o.ball);
  const errors = { ...listsOf(variants), ...listsOf(Object.keys(baselines) as Baseline[]) };
  const spreads: SpreadError[] = [];
  let done = 0;
  for (const fold of Object.keys(folds)) {
    const known = rows.filter((row) => foldOf(row) !== fold);
    const unseen = rows.filter((row) => foldOf(row) === fold);
    const scale = fitTaskScale(known.map(({ task }) => task));
    const { groups } = groupExperience(known, triples, ({ task }) => taskVector(task, scale));
    const lessons = { known, groups, strategies: strategiesIn(groups, names), scale };
    for (const variant of variants) {
      const draws = unseen.map((): Outcome[] => []);
      for (let member = 0; member < members; member++) {
        c.signal?.throwIfAborted();
        const isPlain = variant === "withoutGraph";
        const model = structuredClone(isPlain ? plain : learnt);
        const random = (...path: (string | number)[]) => c.random("member", member, ...path);
        const own = isPlain ? lessons : { ...lessons, parts, sums };
        const predict = trainNet(model, own, names, o, variant !== "vectorsHeld", random);
        for (const [i, row] of unseen.entries()) draws[i]!.push(...predict(row, agreeing.get(row)!));
        c.report?.(++done / (Object.keys(folds).length * variants.length * members));
        await setImmediate();
      }
      unseen.forEach((row, i) => {
        const { mean, spread } = momentsOf(draws[i]!);
        errors[variant].push([mean[0] - row.ar, mean[1] - row.pr]);
        if (variant === "whole") spreads.push({ fold, error: errors[variant].at(-1)!, spread });
      });
    }
    for (const name of Object.keys(baselines) as Baseline[])
      for (const row of unseen) {
        const [ar, pr] = baselines[name](known, row, scale);
        errors[name].push([ar - row.ar, pr - row.pr]);
      }
  }
  const summary = <Name extends string>(of: readonly Name[]) =>
    Object.fromEntries(of.map((name) => [name, unseenError(errors[name as Variant | Baseline])])) as Record<
      Name,
      UnseenError
    >;
  return {
    folds,
    rows: rows.length,
    networks: summary(variants),
    baselines: summary(Object.keys(baselines) as Baseline[]),
    calibration: calibrate(spreads),
  };
}

/** What is learned from when a fold is held out, the same for every network. */
interface FoldLessons {
  known: readonly Experience[];
  groups: ExperienceGroup[];
  strategies: Int32Array;
  scale: TaskScale;
  /** What the vectors are sums of; absent where they are rows of their own. */
  parts?: Parts;
  sums?: Sums;
}

/**
 * A fresh NN_exp after as many passes as Algorithm 1 makes; returns its predictions on a row's
 * task, for each of some strategies.
 */
function trainNet(
  model: TransR,
  { known, groups, strategies, scale, parts, sums }: FoldLessons,
  names: Names,
  o: EmbedSettings,
  moveVectors: boolean,
  random: RandomSources,
): (row: Experience, agreeing: Int32Array) => Outcome[] {
  const { net, netOptimiser } = startLearning(names, o, random, known, parts);
  const gradient = emptyGradient(net, strategies.length);
  const still = moveVectors ? undefined : model.entities.slice();
  for (let pass = 0; pass < o.experienceSteps * (o.epochs + o.refitEpochs); pass++) {
    experienceStep(net, netOptimiser, model, groups, strategies, gradient, moveVectors ? sums : undefined);
    if (still) model.entities.set(still);
  }
  if (sums && moveVectors) addUp(model, sums);
  return (row, agreeing) => {
    const task = taskVector(row.task, scale);
    return [...agreeing].map((strategy) =>
      predictOutcome(net, model.entities.subarray(strategy * o.dim, (strategy + 1) * o.dim), task, row.share),
    );
  };
}

/** The strategies that agree with a row, as entities. */
function strategiesAgreeing(row: Experience, triples: TripleSet): Int32Array {
  return strategiesIn(groupExperience([row], triples, () => []).groups, triples.names);
}

function momentsOf(draws: readonly Outcome[]): { mean: Outcome; spread: Outcome } {
  const meanOf = (side: 0 | 1) => draws.reduce((sum, draw) => sum + draw[side], 0) / draws.length;
  const mean: Outcome = [meanOf(0), meanOf(1)];
  const spreadOf = (side: 0 | 1) =>
    Math.sqrt(draws.reduce((sum, draw) => sum + (draw[side] - mean[side]) ** 2, 0) / draws.length);
  return { mean, spread: [spreadOf(0), spreadOf(1)] };
}

function unseenError(errors: readonly Outcome[]): UnseenError {
  const mean = (of: (error: Outcome) => number) => errors.reduce((sum, error) => sum + of(error), 0) / errors.length;
  return {
    ar: mean(([ar]) => Math.abs(ar)),
    pr: mean(([, pr]) => Math.abs(pr)),
    distance: mean((e) => Math.hypot(...e)),
  };
}

function countBy(rows: readonly Experience[], keyOf: (row: Experience) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const row of rows) counts[keyOf(row)] = (counts[keyOf(row)] ?? 0) + 1;
  return counts;
}

function listsOf<Name extends string>(names: readonly Name[]): Record<Name, Outcome[]> {
  return Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, Outcome[]>;
}
