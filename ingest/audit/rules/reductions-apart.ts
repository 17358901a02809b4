import { type AuditedResult, figureOf } from "../audited-result.ts";
import { type Rule, ruleOfEach } from "../finding.ts";
import { percent } from "../in-words.ts";

/** How techniques that replace a layer by factors are called. */
const lowRankWords = /low.?rank|filter bas[ie]s|tucker|decompos|factori[sz]|orthogonal iteration|\bsvd\b/i;

/**
 * Least share of FLOPs kept for each share of parameters kept: pruning may take out the layers that
 * are used most, factors hardly can.
 */
const leastShare = { lowRank: 0.5, other: 0.25 };

/**
 * A reduction of FLOPs far above that of parameters.
 *
 * A layer that is replaced by factors keeps its outputs, so it loses FLOPs as it loses parameters;
 * over a network the two rates part only as far as layers differ. FLOPs kept below half of the
 * parameters kept are hardly possible then (a quarter for other methods, which may remove the
 * channels at the largest maps). The usual reason: operations that a counter of FLOPs does not see,
 * such as functional convolutions.
 */
export const reductionsApart: Rule = ruleOfEach(
  "reductionsApart",
  "an FR far above the PR, above all for low-rank methods",
  (result) => {
    const [pr, fr] = [figureOf(result, "pr"), figureOf(result, "fr")];
    if (pr === undefined || fr === undefined || pr >= 1 || fr >= 1) return undefined;
    const lowRank = isLowRank(result);
    const least = lowRank ? leastShare.lowRank : leastShare.other;
    const kept = { parameters: 1 - pr, flops: 1 - fr };
    if (kept.flops >= least * kept.parameters) return undefined;
    const why = lowRank
      ? "factors keep a layer's outputs, so FLOPs fall as parameters do"
      : "few networks spend their FLOPs so unevenly";
    const sentence = `FR of ${percent(fr)} beside PR of ${percent(pr)}: ${percent(kept.flops, 1)} of the FLOPs with ${percent(kept.parameters, 1)} of the parameters is doubtful (${why}); were all operations counted?`;
    return { severity: "doubtful", printed: fr, recomputed: 1 - least * kept.parameters, sentence };
  },
);

function isLowRank({ techniques = [] }: AuditedResult): boolean {
  return techniques.some((name) => lowRankWords.test(name));
}
