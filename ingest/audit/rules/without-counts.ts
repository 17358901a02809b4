import { type Figure, figureOf } from "../audited-result.ts";
import { type Rule, ruleOfGroups } from "../finding.ts";
import { rows } from "../in-words.ts";

/**
 * A rate without the count that it is of: it may be right, but nobody can check it. One finding for
 * a paper.
 */
function withoutCounts(rate: "pr" | "fr", counts: Figure, what: string): Rule {
  const name = rate.toUpperCase();
  return ruleOfGroups(
    `${rate}WithoutCounts`,
    `${rate === "pr" ? "a" : "an"} ${name} without ${what}, which nobody can recompute`,
    (result) =>
      figureOf(result, rate) !== undefined && figureOf(result, counts) === undefined ? result.paper : undefined,
    (group) => {
      const sentence = `${name} without ${what} in ${rows(group.length)} of this paper: it can't be recomputed.`;
      return { severity: "note", printed: figureOf(group[0]!, rate), sentence };
    },
  );
}

export const prWithoutCounts: Rule = withoutCounts("pr", "parameters", "parameters");
export const frWithoutCounts: Rule = withoutCounts("fr", "flops", "FLOPs");
