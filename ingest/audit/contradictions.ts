import type { Contradiction } from "../../graph/index.ts";
import { type AuditedResult, figureOf } from "./audited-result.ts";
import { groupsOf } from "./finding.ts";
import { percent, points } from "./in-words.ts";
import { distance, type Interval, slack } from "./interval.ts";
import { familyOnDataset, isSameNetwork } from "./same-network.ts";

/**
 * Repeated trainings of one network differ by some tenths of a point (0.16 points over five runs of
 * ResNet-110 on CIFAR-10: He et al., CVPR 2016, Table 6); a whole point is beyond that, after as
 * before compression.
 */
const mostByChance = 0.01;

/**
 * Two reductions count as alike up to here: 50 % removed and 52 % removed are no reason to lose a
 * point.
 */
const alike = 0.02;

/**
 * Pairs of results that contradict each other: the same method on the same network and data set
 * (`isSameNetwork`) in two papers, where one loses more accuracy although it removes no more.
 *
 * A pair is comparable when the result that loses more does not remove more (within 2 %) by any
 * rate that both give, PR or FR, and no hyperparameter is stated to differ. Of the difference in
 * accuracy, different baselines may explain anything from none to all of theirs; the rest, `delta`,
 * has to be more than a point. Without both baselines there is no contradiction. A result that its
 * own paper outdoes (as much removed and no less accuracy by the same method: a row before
 * fine-tuning, say) is not what that paper claims, and is excluded, as is a result of a variant of
 * the method.
 */
export function contradictions(results: readonly AuditedResult[]): Contradiction[] {
  const found: Contradiction[] = [];
  const bySubject = groupsOf(results, (result) =>
    result.method && !result.variant ? `${result.method}\n${familyOnDataset(result)}` : undefined,
  );
  for (const group of bySubject.values()) {
    const claims = group.filter((result) => !group.some((other) => outdoes(other, result)));
    claims.forEach((a, at) => {
      for (const b of claims.slice(at + 1)) {
        const pair = a.id < b.id ? contradiction(a, b) : contradiction(b, a);
        if (pair) found.push(pair);
      }
    });
  }
  return found;
}

/**
 * The contradiction between two results of one method on one network and data set, if there is one;
 * `a` has the smaller id.
 */
function contradiction(a: AuditedResult, b: AuditedResult): Contradiction | undefined {
  if (a.paper === b.paper || a.id === b.id || !isSameNetwork(a.task, b.task)) return undefined;
  const [ofA, ofB] = [accuraciesOf(a), accuraciesOf(b)];
  if (ofA === undefined || ofB === undefined) return undefined;
  const delta = distance(at(ofA.after - ofB.after), between(0, ofA.before - ofB.before));
  if (delta <= mostByChance + slack) return undefined;
  const [worse, better] = lost(ofA) > lost(ofB) ? [a, b] : [b, a];
  if (!removesNoMore(worse, better, alike) || differInSetting(a, b)) return undefined;
  return { from: a.id, to: b.id, rule: "moreLostForLess", delta, why: sentence(worse, better, delta) };
}

/**
 * Whether a result of the same paper removes as much by every rate that the other gives, and is
 * more accurate.
 */
function outdoes(other: AuditedResult, result: AuditedResult): boolean {
  if (other.paper !== result.paper || other.id === result.id || !isSameNetwork(other.task, result.task)) return false;
  const [of, against] = [accuraciesOf(other), accuraciesOf(result)];
  if (of === undefined || against === undefined || lost(of) >= lost(against)) return false;
  return removesNoMore(result, other, 0);
}

interface Accuracies {
  before: number;
  after: number;
}

function accuraciesOf(result: AuditedResult): Accuracies | undefined {
  const [before, after] = [figureOf(result, "baseAccuracy"), figureOf(result, "accuracy")];
  return before === undefined || after === undefined ? undefined : { before, after };
}

function lost({ before, after }: Accuracies): number {
  return (before - after) / before;
}

/**
 * Whether a result removes no more than another, by every rate that both give; false where there is
 * none.
 */
function removesNoMore(worse: AuditedResult, better: AuditedResult, atMost: number): boolean {
  const rates = (["pr", "fr"] as const).flatMap((rate) => {
    const [bad, good] = [figureOf(worse, rate), figureOf(better, rate)];
    return bad === undefined || good === undefined ? [] : [bad - good];
  });
  return rates.length > 0 && rates.every((more) => more <= atMost + slack);
}

function differInSetting({ settings: a = {} }: AuditedResult, { settings: b = {} }: AuditedResult): boolean {
  return Object.keys(a).some((id) => b[id] !== undefined && b[id] !== a[id]);
}

function sentence(worse: AuditedResult, better: AuditedResult, delta: number): string {
  const inWords = (result: AuditedResult) => {
    const of = worse.task.network === better.task.network ? "" : `, on ${result.task.network}`;
    const { before, after } = accuraciesOf(result)!;
    const rates = (["pr", "fr"] as const).flatMap((rate) => {
      const value = figureOf(result, rate);
      return value === undefined ? [] : [`${rate.toUpperCase()} ${percent(value, 1)}`];
    });
    return `${percent(before)} → ${percent(after)} at ${rates.join(", ")} (${result.paper}, ${result.locator}${of})`;
  };
  return `${worse.method} on ${familyOnDataset(worse)}: ${inWords(worse)}, but ${inWords(better)}; the baselines leave ${points(delta).slice(1)} unexplained.`;
}

function at(value: number): Interval {
  return { low: value, high: value };
}

function between(a: number, b: number): Interval {
  return { low: Math.min(a, b), high: Math.max(a, b) };
}
