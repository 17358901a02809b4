import type { Baselines } from "./baselines.ts";
import { type ExtractedRow, type Reading, type ResultTable, reading } from "./extracted.ts";

/**
 * What the printed changes of accuracy in a table are: points lost, or shares of the accuracy
 * before.
 */
export type ChangeKind = "points" | "relative";

/**
 * Whether a table prints changes in points or relative to the accuracy before: as most of its rows
 * have it that print both accuracies.
 */
export function changeKind({ rows }: ResultTable, baselines: Baselines): ChangeKind {
  let points = 0;
  let relative = 0;
  for (const row of rows) {
    const found = accuracies(row, baselines);
    const change = reading(row, "accuracyChange");
    if (!found || !change || row.isBaseline) continue;
    const [inPoints, inShares] = [follows(change, found, "points"), follows(change, found, "relative")];
    if (inPoints && !inShares) points += 1;
    if (inShares && !inPoints) relative += 1;
  }
  return relative > points ? "relative" : "points";
}

interface Accuracies {
  after: Reading;
  base: Reading;
}

export function accuracies(row: ExtractedRow, baselines: Baselines): Accuracies | undefined {
  const after = reading(row, "accuracy");
  const base = baselines.of(row).accuracy;
  return after && base ? { after, base } : undefined;
}

/** Whether a printed change follows from the accuracies, within what rounding leaves open. */
export function follows(change: Reading, { after, base }: Accuracies, kind: ChangeKind): boolean {
  const points = after.value - base.value;
  const expected = kind === "points" ? points : points / base.value;
  const open = after.tolerance + base.tolerance;
  return Math.abs(change.value - expected) <= change.tolerance + (kind === "points" ? open : open / base.value) + 1e-9;
}

/**
 * Whether a printed reduction follows from the counts before and after. Undefined where one is not
 * printed.
 */
export function reductionFollows(
  reduction: Reading | undefined,
  after: Reading | undefined,
  base: Reading | undefined,
): boolean | undefined {
  if (!reduction || !after || !base) return undefined;
  const expected = 1 - after.value / base.value;
  const open = (after.tolerance + (base.tolerance * after.value) / base.value) / base.value;
  return Math.abs(reduction.value - expected) <= reduction.tolerance + open + 1e-9;
}
