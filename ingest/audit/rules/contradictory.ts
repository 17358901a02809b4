import type { Contradiction } from "../../../graph/index.ts";
import type { AuditedResult } from "../audited-result.ts";
import { contradictions } from "../contradictions.ts";
import { type Finding, findingOf, groupsOf, type Rule } from "../finding.ts";
import { rows } from "../in-words.ts";
import { familyOnDataset } from "../same-network.ts";

/**
 * Contradictions between papers, one finding for a method, a network and two papers: the widest
 * pair, with the number of the others.
 */
export const contradictory: Rule = {
  id: "contradiction",
  finds: "two papers where one method loses more accuracy on one network although it removes no more",
  check(results) {
    const byId = new Map(results.map((result) => [result.id, result]));
    const sides = ({ from, to }: Contradiction) => [byId.get(from)!, byId.get(to)!] as const;
    const alike = groupsOf(contradictions(results), (pair) => {
      const [a, b] = sides(pair);
      return [a.method, familyOnDataset(a), a.paper, b.paper].join("\n");
    });
    return [...alike.values()].map((pairs) => finding(pairs, sides));
  },
};

type Sides = (pair: Contradiction) => readonly [AuditedResult, AuditedResult];

function finding(pairs: readonly Contradiction[], sides: Sides): Finding {
  const widest = pairs.reduce((most, pair) => (pair.delta > most.delta ? pair : most));
  const [a, b] = sides(widest);
  const more = pairs.length - 1;
  const sentence = `${widest.why}${more === 0 ? "" : ` So ${rows(more).replace("row", "pair")} more.`}`;
  const verdict = {
    severity: "doubtful",
    printed: a.accuracy ?? undefined,
    recomputed: b.accuracy ?? undefined,
    sentence,
  } as const;
  const group = [...new Set([a, b, ...pairs.flatMap(sides)])];
  return findingOf(contradictory.id, verdict, group);
}
