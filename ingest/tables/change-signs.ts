import { Baselines } from "./baselines.ts";
import { accuracies, follows } from "./changes.ts";
import { type ExtractedRow, reading } from "./extracted.ts";

/**
 * Turns the sign of the changes of accuracy in a table where its accuracies show that they are
 * meant so: some print a loss as "-0.2" under "drop", some as "0.2". Decided column by column, by
 * the rows whose accuracies before and after are printed.
 */
export function withSignsThatFollow(rows: readonly ExtractedRow[]): ExtractedRow[] {
  const baselines = new Baselines([{ rows: [...rows] }]);
  const votes = new Map<string, number>();
  for (const row of rows) {
    const change = reading(row, "accuracyChange");
    const found = accuracies(row, baselines);
    if (!change || !found || change.value === 0 || row.isBaseline) continue;
    const fits = (value: number) =>
      follows({ ...change, value }, found, "points") || follows({ ...change, value }, found, "relative");
    const [plain, turned] = [fits(change.value), fits(-change.value)];
    if (plain !== turned) votes.set(change.label, (votes.get(change.label) ?? 0) + (turned ? 1 : -1));
  }
  return rows.map((row) => {
    const change = reading(row, "accuracyChange");
    if (!change || (votes.get(change.label) ?? 0) < 2) return row;
    const readings = row.readings.map((each) => (each === change ? { ...each, value: 0 - each.value } : each));
    return { ...row, readings };
  });
}
