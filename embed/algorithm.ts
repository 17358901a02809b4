import { mean } from "d3-array";
import type { Experience } from "../graph/index.ts";
import { type ExperienceGroup, groupExperience, strategiesIn } from "./agreement.ts";
import { setRate, startOptimiser, type TransROptimiser, trainEpoch } from "./epoch.ts";
import { EmbedError } from "./errors.ts";
import {
  type ExperienceGradient,
  type ExperienceNet,
  type ExperienceOptimiser,
  emptyGradient,
  experienceStep,
  startExperienceOptimiser,
  startNet,
} from "./experience.ts";
import type { EmbedSettings } from "./options.ts";
import { noParts, type Parts, type Sums, sumsOf } from "./parts.ts";
import { addUp } from "./sums.ts";
import { startTransR, type TransR } from "./transr.ts";
import type { Names, TripleSet } from "./triples.ts";

/** A source of numbers in [0, 1) for each path; the same path gives the same numbers. */
export type RandomSources = (...path: (string | number)[]) => () => number;

/** All that changes while Algorithm 1 runs: plain numbers, so it can be saved and continued. */
export interface LearningState {
  /** Epochs done in this phase of learning. */
  epoch: number;
  model: TransR;
  net: ExperienceNet;
  modelOptimiser: TransROptimiser;
  netOptimiser: ExperienceOptimiser;
}

/** What an epoch learns from. */
export interface Lessons {
  triples: TripleSet;
  /** Which entities are sums of parts by these triples. */
  sums: Sums;
  groups: ExperienceGroup[];
  /** The strategies that the groups speak of. */
  strategies: Int32Array;
  /** Experience rows that no strategy agrees with. */
  unmatched: number;
  /** Buffer for NN_exp's gradient. */
  gradient: ExperienceGradient;
}

/**
 * Random vectors and parts, identity projections, and a fresh NN_exp, whose outputs begin at the
 * mean AR of the experience and the mean difference between PR and the share.
 */
export function startLearning(
  names: Names,
  o: EmbedSettings,
  random: RandomSources,
  experience: readonly Experience[] = [],
  { rows }: Parts = noParts,
): LearningState {
  const [entities, relations, parts] = [names.entities.length, names.relations.length, rows.length];
  const model = startTransR(entities, relations, o.dim, random("vectors"), o.ball, parts);
  const net = startNet(o.dim, o.hidden, random("experience"), [
    mean(experience, ({ ar }) => ar) ?? 0,
    mean(experience, ({ pr, share }) => pr - share) ?? 0,
  ]);
  return {
    epoch: 0,
    model,
    net,
    modelOptimiser: startOptimiser(model, o.learningRate),
    netOptimiser: startExperienceOptimiser(net, { entities, parts }, o.experienceRate),
  };
}

/**
 * Prepares what to learn from; the ablation of experience happens here. That of the graph has no
 * parts: what strategies consist of is knowledge of the graph.
 */
export function prepareLessons(
  state: LearningState,
  triples: TripleSet,
  experience: readonly Experience[],
  scale: (row: Experience) => number[],
  ablate: EmbedSettings["ablate"],
  parts: Parts = noParts,
): Lessons {
  const { groups, unmatched } = groupExperience(ablate === "experience" ? [] : experience, triples, scale);
  const strategies = strategiesIn(groups, triples.names);
  const sums = sumsOf(triples, parts);
  return { triples, sums, groups, strategies, unmatched, gradient: emptyGradient(state.net, strategies.length) };
}

/** What differs from one epoch to the next. */
export interface EpochPlan {
  /** Adam's rate for TransR. */
  rate: number;
  /** False while the model is TransE. */
  moveProjections: boolean;
}

/**
 * One round of Algorithm 1, lines 5 to 9: an epoch of TransR, then NN_exp on the resulting vectors.
 *
 * There is one table of vectors, and NN_exp changes the strategies' rows in it, so replacing them
 * by the enhanced ones (line 9) needs no step of its own. Changes `state` in place.
 *
 * @throws EmbedError `diverged` when a loss is not a finite number
 */
export function runEpoch(
  state: LearningState,
  lessons: Lessons,
  o: EmbedSettings,
  { rate, moveProjections }: EpochPlan,
  random: () => number,
): { loss: number; experienceLoss: number } {
  const epoch = ++state.epoch;
  const { groups, strategies, gradient, sums } = lessons;
  let loss = 0;
  if (o.ablate !== "graph") {
    setRate(state.modelOptimiser, rate);
    const how = { ...o, moveProjections, sums };
    loss = trainEpoch(state.model, state.modelOptimiser, lessons.triples, how, random);
  }
  let experienceLoss = 0;
  for (let pass = 0; pass < o.experienceSteps && groups.length > 0; pass++)
    experienceLoss = experienceStep(state.net, state.netOptimiser, state.model, groups, strategies, gradient, sums);
  addUp(state.model, sums);
  if (!Number.isFinite(loss + experienceLoss)) {
    const advice = "lower learningRate or experienceRate";
    throw new EmbedError("diverged", `The loss is not a finite number after epoch ${epoch}; ${advice}.`);
  }
  return { loss, experienceLoss };
}
