import type { z } from "zod";

/**
 * The words every folder shares. In a platform built around a graph, the graph's schema is the
 * language, so these are here and nowhere else; `embed`, `search` and `compress` import them as
 * types only.
 */

/** The five kinds of entity that are embedded (paper, section 3.3.1, E1 to E5). */
export const entityLabels = ["Strategy", "Method", "Hyperparameter", "Setting", "Technique"] as const;
export type EntityLabel = (typeof entityLabels)[number];

/**
 * The five kinds of relation between them (paper, section 3.3.1, R1 to R5), with the labels at both
 * ends.
 */
export const relations = {
  OF_METHOD: { head: "Strategy", tail: "Method" },
  WITH_SETTING: { head: "Strategy", tail: "Setting" },
  HAS_HYPERPARAMETER: { head: "Method", tail: "Hyperparameter" },
  USES_TECHNIQUE: { head: "Method", tail: "Technique" },
  OFFERS: { head: "Hyperparameter", tail: "Setting" },
} as const satisfies Record<string, { head: EntityLabel; tail: EntityLabel }>;
export type Relation = keyof typeof relations;

/** An entity named uniquely over all kinds, for example `Setting:HP2=0.12`. */
export type EntityKey = `${EntityLabel}:${string}`;

/** One fact of the knowledge graph. */
export interface Triple {
  head: EntityKey;
  relation: Relation;
  tail: EntityKey;
}

/**
 * Ids of one kind: strings that no id of another kind, and no text that nobody has checked, can take
 * the place of. They are made where they enter: by the schemas of `ids.ts`, `strategyId`, `schemeId`.
 */
export type StrategyId = string & z.core.$brand<"StrategyId">;
export type SchemeId = string & z.core.$brand<"SchemeId">;
export type StudyName = string & z.core.$brand<"StudyName">;

/** A hyperparameter's value: fractions are fractions (0.3, not 30 %). */
export type SettingValue = number | string;

/**
 * One operator with its parameters, as `compress` runs it. Plain data: it is stored with a trial
 * and can be replayed.
 */
export interface Step {
  operator: string;
  params: Record<string, unknown>;
}

/**
 * A method under one full choice of hyperparameters; `steps` is null where some operator does not
 * exist (knowledge only).
 */
export interface Strategy {
  id: StrategyId;
  methodId: string;
  settings: Record<string, SettingValue>;
  steps: Step[] | null;
}

/**
 * What characterises a compression task (paper, section 3.3.1: four data features, three model
 * features). Plain counts; FLOPs are 2 x MACs; accuracy is a fraction of 1. Null where no source
 * gives a feature.
 */
export interface TaskFeatures {
  categories: number | null;
  imageSize: number | null;
  channels: number | null;
  dataAmount: number | null;
  parameters: number | null;
  flops: number | null;
  accuracy: number | null;
}

/**
 * The methods of the AutoMC paper's Table 1: its counts are of these six and what they are made of,
 * whatever else the graph holds.
 */
export const tableOneMethods = ["LMA", "LeGR", "NS", "SFP", "HOS", "LFB"] as const;

/**
 * The unit of a hyperparameter that is a share of the original's parameters, as Table 1's HP2: its
 * value is the PR to reach.
 */
export const shareOfParameters = "x P(M)";

/**
 * How a source counts FLOPs: two for each multiply-accumulate (as AutoMC does), one, or it does not
 * say.
 */
export const flopsConventions = ["2xMACs", "MACs", "unstated"] as const;
export type FlopsConvention = (typeof flopsConventions)[number];

/**
 * One published or measured result as NN_exp learns from it; `settings` holds what the source
 * states, and what follows from its PR.
 */
export interface Experience {
  methodId: string;
  settings: Record<string, SettingValue>;
  task: TaskFeatures;
  /** Accuracy increase rate (A(S[M]) - A(M)) / A(M), a fraction. */
  ar: number;
  /** Parameter reduction rate (P(M) - P(S[M])) / P(M), a fraction. */
  pr: number;
  /**
   * The PR that was asked for: what the source states or, where it does not, what follows from the
   * PR that was reached.
   */
  share: number;
  /** Where the numbers are, for example `arXiv:2201.09884, Table 2, row 3`. */
  source: string;
}

/**
 * Two results of two papers that can't both be right about what a method does: (:Result {id:
 * from})-[:CONTRADICTS {rule, delta, why}]->(:Result {id: to}). It follows from the results, so it
 * is no knowledge of its own: it is made and taken away as they change.
 */
export interface Contradiction {
  /** The smaller id of the two. */
  from: string;
  to: string;
  /** Which comparison they fail, see `ingest/audit`. */
  rule: string;
  /**
   * What different baselines do not explain of the difference in accuracy, a fraction: 0.021 is 2.1
   * points.
   */
  delta: number;
  /** The disagreement in plain words. */
  why: string;
}

/** The name of an entity over all kinds. */
export function entityKey(label: EntityLabel, id: string): EntityKey {
  return `${label}:${id}`;
}

/** A setting's id: `HP2=0.12`. */
export function settingId(hyperparameterId: string, value: SettingValue): string {
  return `${hyperparameterId}=${value}`;
}

/**
 * A strategy's id, written as the paper does: `NS(HP1=0.1,HP2=0.04,HP6=0.7)`, hyperparameters in
 * their order in the card.
 */
export function strategyId(methodId: string, settings: Record<string, SettingValue>): StrategyId {
  const inside = Object.entries(settings).map(([id, value]) => settingId(id, value));
  return `${methodId}(${inside.join(",")})` as StrategyId;
}
