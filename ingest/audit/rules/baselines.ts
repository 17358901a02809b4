import { type AuditedResult, type AuditedTask, figureOf } from "../audited-result.ts";
import { type Finding, findingOf, groupsOf, type Rule } from "../finding.ts";
import { slack } from "../interval.ts";
import { familyOnDataset, isSameNetwork } from "../same-network.ts";
import { percent, points } from "../say.ts";

/** Trainings of one network differ by some tenths of a point between seeds; more than this is another recipe, or another network. */
const mostApart = 0.015;

/** What one paper has before compression on one task: the median of its accuracies, each taken once. */
interface Baseline {
  paper: string;
  task: AuditedTask;
  accuracy: number;
}

/**
 * An accuracy before compression far from what the other papers have for the same network and data set (the median of their medians): an
 * AR over a weak baseline is easily come by.
 */
export const baselines: Rule = {
  id: "baseline",
  finds: `an accuracy before compression more than ${100 * mostApart} points from that of other papers for the same network`,
  check: (results) =>
    [...groupsOf(results, familyOnDataset).values()].flatMap((family) => {
      const ofPapers = [...groupsOf(family, ({ paper, task }) => `${paper}\n${task.id}`).values()].flatMap(baselineOf);
      return [...groupsOf(family, sameBaseline).values()].flatMap((group) => judge(group, ofPapers));
    }),
};

function baselineOf(results: readonly AuditedResult[]): Baseline[] {
  const values = [...new Set(results.flatMap((result) => figureOf(result, "baseAccuracy") ?? []))];
  const { paper, task } = results[0]!;
  return values.length === 0 ? [] : [{ paper, task, accuracy: median(values, 1) }];
}

function judge(group: readonly AuditedResult[], ofPapers: readonly Baseline[]): Finding[] {
  const { paper, task } = group[0]!;
  const printed = figureOf(group[0]!, "baseAccuracy")!;
  const others = ofPapers.filter((other) => other.paper !== paper && isSameNetwork(other.task, task));
  if (others.length === 0) return [];
  const papers = new Set(others.map((other) => other.paper)).size;
  const recomputed = median(
    others.map(({ accuracy }) => accuracy),
    printed,
  );
  if (Math.abs(printed - recomputed) <= mostApart + slack) return [];
  if (papers === 1 && printed > recomputed) return []; // of two that differ, the weaker one is told
  const who = papers === 1 ? "another paper has" : `${papers} other papers have`;
  const sentence = `${percent(printed)} before compression for ${familyOnDataset(group[0]!)}, where ${who} ${percent(recomputed)} (${points(printed - recomputed)}): compare only against its own baseline.`;
  return [findingOf(baselines.id, { severity: "doubtful", printed, recomputed, sentence }, group)];
}

function sameBaseline(result: AuditedResult): string | undefined {
  const base = figureOf(result, "baseAccuracy");
  return base === undefined ? undefined : `${result.paper}\n${result.task.id}\n${base}`;
}

/** The middle one of some numbers; of the two in the middle, the one nearer to `to`. */
function median(values: readonly number[], to: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [below, above] = [sorted[Math.ceil(sorted.length / 2) - 1]!, sorted[Math.floor(sorted.length / 2)]!];
  return Math.abs(below - to) < Math.abs(above - to) ? below : above;
}
