import type { Algorithm } from "../../../search/index.ts";

/** One line of the paper's tables, or a variant of its ablation study. */
export interface Contender {
  /** As the paper calls it. */
  name: string;
  kind: "method" | "automl" | "ablation";
  search: Algorithm;
  /** What its vectors and NN_exp are learned without. */
  ablate?: "graph" | "experience";
  /** The one method that it chooses from; all by default. */
  only?: string;
}

/** The AutoML algorithms of the paper's section 4.1. */
const automl: Contender[] = [
  { name: "Evolution", kind: "automl", search: "evolution" },
  { name: "AutoMC", kind: "automl", search: "progressive" },
  { name: "RL", kind: "automl", search: "reinforcement" },
  { name: "Random", kind: "automl", search: "random" },
];

/**
 * The variants of section 4.5. AutoMC without its progressive search is the recurrent controller
 * that is called RL above, so it is not run twice.
 */
const ablations: Contender[] = [
  { name: "AutoMC-KG", kind: "ablation", search: "progressive", ablate: "graph" },
  { name: "AutoMC-NN_exp", kind: "ablation", search: "progressive", ablate: "experience" },
  { name: "AutoMC-Multiple Source", kind: "ablation", search: "progressive", only: "LeGR" },
];

/**
 * Every contender: each method that can run by a grid over its own settings, then what searches. A
 * variant that is left with a method which can't run is not there.
 */
export function experimentContenders(methods: readonly string[]): Contender[] {
  const grids = methods.map((name): Contender => ({ name, kind: "method", search: "grid", only: name }));
  const variants = ablations.filter(({ only }) => only === undefined || methods.includes(only));
  return [...grids, ...automl, ...variants];
}
