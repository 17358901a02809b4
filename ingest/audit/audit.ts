import type { AuditedResult } from "./audited-result.ts";
import { type Finding, type Rule, severities } from "./finding.ts";
import { printedAr, printedDelta } from "./rules/accuracy-changes.ts";
import { baselines } from "./rules/baselines.ts";
import { contradictory } from "./rules/contradictory.ts";
import { chance, grew, impossible, tooFewFlops } from "./rules/impossible.ts";
import { flopsConvention, knownFlops, knownParameters } from "./rules/known-counts.ts";
import { mixedConventions } from "./rules/mixed-conventions.ts";
import { countedTwoWays, fr, pr } from "./rules/reductions.ts";
import { reductionsApart } from "./rules/reductions-apart.ts";
import { frWithoutCounts, prWithoutCounts } from "./rules/without-counts.ts";

/**
 * Everything the auditor looks for, in the order in which it reports. A new rule is one file and
 * one line here.
 */
export const rules: readonly Rule[] = [
  printedAr,
  printedDelta,
  pr,
  fr,
  countedTwoWays,
  impossible,
  chance,
  grew,
  tooFewFlops,
  flopsConvention,
  mixedConventions,
  reductionsApart,
  contradictory,
  baselines,
  knownParameters,
  knownFlops,
  prWithoutCounts,
  frWithoutCounts,
];

/**
 * What is wrong or doubtful about published results, worst first: a pure function of them, in
 * whatever order they come. A result that two papers report is two results. Results need unique
 * ids.
 */
export function audit(results: readonly AuditedResult[], chosen: readonly Rule[] = rules): Finding[] {
  const inOrder = results.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const findings = chosen.flatMap((rule) => rule.check(inOrder));
  return findings.toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
}
