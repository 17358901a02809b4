import type { NamedQuery } from "./define.ts";
import { accuracyRose } from "./questions/accuracy-rose.ts";
import { algorithmsCompared } from "./questions/algorithms-compared.ts";
import { baselinesOfNetwork } from "./questions/baselines-of-network.ts";
import { bestByFamily } from "./questions/best-by-family.ts";
import { bestByTask } from "./questions/best-by-task.ts";
import { bestSchemes } from "./questions/best-schemes.ts";
import { claimedAndMeasured } from "./questions/claimed-and-measured.ts";
import { contradictions } from "./questions/contradictions.ts";
import { disagreements } from "./questions/disagreements.ts";
import { doubtfulResults } from "./questions/doubtful-results.ts";
import { failedTrials } from "./questions/failed-trials.ts";
import { find } from "./questions/find.ts";
import { headToHead } from "./questions/head-to-head.ts";
import { helpfulPrefixes } from "./questions/helpful-prefixes.ts";
import { hyperparameterEffect } from "./questions/hyperparameter-effect.ts";
import { knowledgeOnlyMethods } from "./questions/knowledge-only-methods.ts";
import { measuredFront } from "./questions/measured-front.ts";
import { methodRecord } from "./questions/method-record.ts";
import { methodsSharingTechniques } from "./questions/methods-sharing-techniques.ts";
import { missingOperators } from "./questions/missing-operators.ts";
import { nearestStrategies } from "./questions/nearest-strategies.ts";
import { networksOfFamily } from "./questions/networks-of-family.ts";
import { orderOfMethods } from "./questions/order-of-methods.ts";
import { outcomesOnTask } from "./questions/outcomes-on-task.ts";
import { papersByYear } from "./questions/papers-by-year.ts";
import { papersOfMethod } from "./questions/papers-of-method.ts";
import { promisingStrategies } from "./questions/promising-strategies.ts";
import { provenance } from "./questions/provenance.ts";
import { publishedFront } from "./questions/published-front.ts";
import { resultsLackingFigures } from "./questions/results-lacking-figures.ts";
import { resultsOfPaper } from "./questions/results-of-paper.ts";
import { settingsThatWorked } from "./questions/settings-that-worked.ts";
import { similarTasks } from "./questions/similar-tasks.ts";
import { strategyRecord } from "./questions/strategy-record.ts";
import { studiesCompared } from "./questions/studies-compared.ts";
import { techniquesCompared } from "./questions/techniques-compared.ts";
import { untriedMethods } from "./questions/untried-methods.ts";
import { untriedStrategies } from "./questions/untried-strategies.ts";

/**
 * The library: every named query, in the order of a list. A new one is a new file and a line here.
 */
export const namedQueries: readonly NamedQuery[] = [
  // What is published on a task
  bestByTask,
  publishedFront,
  outcomesOnTask,
  techniquesCompared,
  untriedMethods,
  similarTasks,
  bestByFamily,
  networksOfFamily,
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
