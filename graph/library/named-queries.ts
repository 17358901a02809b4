import { accuracyRose } from "./accuracy-rose.ts";
import { algorithmsCompared } from "./algorithms-compared.ts";
import { baselinesOfNetwork } from "./baselines-of-network.ts";
import { bestByTask } from "./best-by-task.ts";
import { bestSchemes } from "./best-schemes.ts";
import { claimedAndMeasured } from "./claimed-and-measured.ts";
import { contradictions } from "./contradictions.ts";
import { disagreements } from "./disagreements.ts";
import { doubtfulResults } from "./doubtful-results.ts";
import { failedTrials } from "./failed-trials.ts";
import { find } from "./find.ts";
import { headToHead } from "./head-to-head.ts";
import { helpfulPrefixes } from "./helpful-prefixes.ts";
import { hyperparameterEffect } from "./hyperparameter-effect.ts";
import { knowledgeOnlyMethods } from "./knowledge-only-methods.ts";
import { measuredFront } from "./measured-front.ts";
import { methodRecord } from "./method-record.ts";
import { methodsSharingTechniques } from "./methods-sharing-techniques.ts";
import { missingOperators } from "./missing-operators.ts";
import type { NamedQuery } from "./named-query.ts";
import { nearestStrategies } from "./nearest-strategies.ts";
import { orderOfMethods } from "./order-of-methods.ts";
import { outcomesOnTask } from "./outcomes-on-task.ts";
import { papersByYear } from "./papers-by-year.ts";
import { papersOfMethod } from "./papers-of-method.ts";
import { promisingStrategies } from "./promising-strategies.ts";
import { provenance } from "./provenance.ts";
import { publishedFront } from "./published-front.ts";
import { resultsLackingFigures } from "./results-lacking-figures.ts";
import { resultsOfPaper } from "./results-of-paper.ts";
import { settingsThatWorked } from "./settings-that-worked.ts";
import { similarTasks } from "./similar-tasks.ts";
import { strategyRecord } from "./strategy-record.ts";
import { studiesCompared } from "./studies-compared.ts";
import { techniquesCompared } from "./techniques-compared.ts";
import { untriedMethods } from "./untried-methods.ts";
import { untriedStrategies } from "./untried-strategies.ts";

/** The library: every named query, in the order of a list. A new one is a new file and a line here. */
export const namedQueries: readonly NamedQuery[] = [
  // What is published on a task
  bestByTask,
  publishedFront,
  outcomesOnTask,
  techniquesCompared,
  untriedMethods,
  similarTasks,
  // What is published of a method
  methodRecord,
  papersOfMethod,
  settingsThatWorked,
  headToHead,
  methodsSharingTechniques,
  provenance,
  // Whether to believe it
  contradictions,
  disagreements,
  accuracyRose,
  baselinesOfNetwork,
  doubtfulResults,
  resultsLackingFigures,
  // Papers and searches
  papersByYear,
  resultsOfPaper,
  algorithmsCompared,
  find,
  // What we measured
  bestSchemes,
  measuredFront,
  studiesCompared,
  claimedAndMeasured,
  orderOfMethods,
  helpfulPrefixes,
  hyperparameterEffect,
  failedTrials,
  // What to try next
  promisingStrategies,
  nearestStrategies,
  strategyRecord,
  untriedStrategies,
  knowledgeOnlyMethods,
  missingOperators,
];
