import { type AuditedResult, type AuditedTask, figureOf } from "../audited-result.ts";
import { type Finding, findingOf, groupsOf, type Rule } from "../finding.ts";
import { percent, points } from "../in-words.ts";
import { slack } from "../interval.ts";
import { familyOnDataset, isSameNetwork } from "../same-network.ts";

/**
 * Trainings of one network differ by some tenths of a point between seeds; more than this is
 * another recipe, or another network.
 */
const mostApart = 0.015;

/**
 * What one paper has before compression on one task: the median of its accuracies, each taken once.
 */
interface Baseline {
  paper: string;
  task: AuditedTask;
  accuracy: number;
}

/**
 * An accuracy before compression far from what the other papers have for the same network and data
 * set (the median of their medians): an AR over a weak baseline is easily come by.
 */
export const baselines: Rule = {
  id: "baseline",
  finds: `an accuracy before compression more than ${100 * mostApart} points from that of other papers for the same network`,
  check: (results) =>
    [...groupsOf(results, familyOnDataset).values()].flatMap((family) => {
      const ofPapers = [...groupsOf(family, ({ paper, task }) => `${paper}\n${task.id}`).values()].flatMap(baselineOf);
      const comparable = new Map<string, Comparable>();
      return [...groupsOf(family, sameBaseline).values()].flatMap((group) => {
        const { task } = group[0]!;
        const known = comparable.get(task.id) ?? comparableWith(task, ofPapers);
        comparable.set(task.id, known);
        return judge(group, known);
      });
    }),
};

function baselineOf(results: readonly AuditedResult[]): Baseline[] {
  const values = [...new Set(results.flatMap((result) => figureOf(result, "baseAccuracy") ?? []))].sort(
    (a, b) => a - b,
  );
  const { paper, task } = results[0]!;
  return values.length === 0 ? [] : [{ paper, task, accuracy: median(values.length, (at) => values[at]!, 1) }];
}

/**
 * What all papers have before compression on one task's network: accuracies in order, and where in
 * this order those of each paper are.
 */
interface Comparable {
  accuracies: number[];
  placesOf: Map<string, number[]>;
}

function comparableWith(task: AuditedTask, ofPapers: readonly Baseline[]): Comparable {
  const sorted = ofPapers
    .filter((other) => isSameNetwork(other.task, task))
    .toSorted((a, b) => a.accuracy - b.accuracy);
  const placesOf = new Map<string, number[]>();
  sorted.forEach(({ paper }, at) => {
    const held = placesOf.get(paper);
    if (held) held.push(at);
    else placesOf.set(paper, [at]);
  });
  return { accuracies: sorted.map(({ accuracy }) => accuracy), placesOf };
}

function judge(group: readonly AuditedResult[], { accuracies, placesOf }: Comparable): Finding[] {
  const { paper } = group[0]!;
  const printed = figureOf(group[0]!, "baseAccuracy")!;
  const own = placesOf.get(paper) ?? [];
  const [others, papers] = [accuracies.length - own.length, placesOf.size - (own.length > 0 ? 1 : 0)];
  if (others === 0) return [];
  // The n-th accuracy of the others is behind the paper's own that come before it.
  const recomputed = median(
    others,
    (at) => accuracies[own.reduce((place, mine) => (mine <= place ? place + 1 : place), at)]!,
    printed,
  );
  if (Math.abs(printed - recomputed) <= mostApart + slack) return [];
  // Of two that differ, the weaker one is reported.
  if (papers === 1 && printed > recomputed) return [];
  const who = papers === 1 ? "another paper has" : `${papers} other papers have`;
  const sentence = `${percent(printed)} before compression for ${familyOnDataset(group[0]!)}, where ${who} ${percent(recomputed)} (${points(printed - recomputed)}): compare only against its own baseline.`;
  return [findingOf(baselines.id, { severity: "doubtful", printed, recomputed, sentence }, group)];
}

function sameBaseline(result: AuditedResult): string | undefined {
  const base = figureOf(result, "baseAccuracy");
  return base === undefined ? undefined : `${result.paper}\n${result.task.id}\n${base}`;
}

/**
 * The middle one of `count` numbers, which `nth` returns in order; of the two in the middle, the
 * one nearer to `to`.
 */
function median(count: number, nth: (at: number) => number, to: number): number {
  const [below, above] = [nth(Math.ceil(count / 2) - 1), nth(Math.floor(count / 2))];
  return Math.abs(below - to) < Math.abs(above - to) ? below : above;
}
