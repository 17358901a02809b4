import { type ExtractedRow, type Reading, reading } from "./extracted.ts";

/**
 * Removes what is in brackets behind accuracies where it is the lead over another method in the
 * same row of the table, as in `66.5 % | 67.8 % (+1.3 %)`, and no change from the network before
 * compression: where it follows from one and the same other column in every row, and not from an
 * accuracy before compression in the row itself.
 */
export function withoutSiblingChanges(rows: readonly ExtractedRow[]): ExtractedRow[] {
  const labels = [...new Set(rows.map(({ columnLabel }) => columnLabel))];
  const leads = new Set<ExtractedRow>();
  for (const column of labels) {
    const own = rows.filter((row) => row.columnLabel === column && unlabelled(row));
    const sibling = (row: ExtractedRow, label: string) =>
      rows.find((each) => each.row === row.row && each.columnLabel === label);
    const isLead = labels.some((label) => label !== column && own.every((row) => isOver(row, sibling(row, label))));
    if (own.length > 1 && isLead) for (const row of own) leads.add(row);
  }
  return rows.map((row) =>
    leads.has(row) ? { ...row, readings: row.readings.filter((each) => each !== unlabelled(row)) } : row,
  );
}

function unlabelled({ readings }: ExtractedRow): Reading | undefined {
  return readings.find((each) => each.unlabelled);
}

/**
 * Whether the change in brackets is the lead over the accuracy of another method, and not over the
 * row's own accuracy before.
 */
function isOver(row: ExtractedRow, other: ExtractedRow | undefined): boolean {
  const [change, after] = [unlabelled(row), reading(row, "accuracy")];
  const [sibling, before] = [other && reading(other, "accuracy"), reading(row, "baseAccuracy")];
  if (!change || !after || !sibling || other?.isBaseline || before) return false;
  const open = change.tolerance + after.tolerance + sibling.tolerance + 1e-9;
  return Math.abs(after.value - sibling.value - change.value) <= open;
}
