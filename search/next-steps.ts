import type { StepPrediction } from "./step-model.ts";
import type { Candidate } from "./trial.ts";

/** Of one method and one share, how many steps are looked at closely. */
const closely = 2;
/** Shares are taken for alike within this many classes. */
const shareClasses = 8;

/** Indices of the candidates of one method and about one share. */
export function alike(candidates: readonly Candidate[]): number[][] {
  const shares = [...new Set(candidates.map(({ share }) => share ?? 0))].sort((a, b) => a - b);
  const classes = Math.min(shareClasses, shares.length);
  const classOf = new Map(shares.map((share, i) => [share, Math.floor((i * classes) / shares.length)]));
  const groups = new Map<string, number[]>();
  for (const [at, { method, share }] of candidates.entries()) {
    const key = `${classOf.get(share ?? 0)} ${method}`;
    groups.set(key, [...(groups.get(key) ?? []), at]);
  }
  return [...groups.values()];
}

/** Of every group the open steps of highest predicted AR. */
export function shortlist(
  groups: readonly number[][],
  isOpen: (candidate: number) => boolean,
  { mean }: StepPrediction,
): number[] {
  const list: number[] = [];
  for (const group of groups) {
    const best: number[] = []; // highest first
    for (const candidate of group) {
      if (best.length === closely && mean[candidate]! <= mean[best.at(-1)!]!) continue;
      if (!isOpen(candidate)) continue;
      const at = best.findIndex((other) => mean[candidate]! > mean[other]!);
      best.splice(at === -1 ? best.length : at, 0, candidate);
      best.length = Math.min(best.length, closely);
    }
    list.push(...best);
  }
  return list;
}
