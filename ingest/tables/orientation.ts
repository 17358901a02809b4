import { numericShare } from "./fill.ts";
import { isLabel } from "./header-rows.ts";
import { type TablePart, turned } from "./parts.ts";

/** Quantities are over columns, or before rows: then the table is turned round. */
export function orientation(part: TablePart): TablePart {
  const names = labelColumns(part);
  if (names === 0) return part;
  const over =
    part.paths.slice(names).filter((path) => path.some(isLabel)).length / Math.max(1, part.paths.length - names);
  const before =
    part.rows.filter(({ cells }) => cells.slice(0, names).some(({ text }) => isLabel(text) && !isOfDistillation(text)))
      .length / part.rows.length;
  return before >= 0.5 && before > over ? turned(part, names) : part;
}

/** "Teacher" and "Student" before rows are networks without distillation, and no labels of quantities. */
function isOfDistillation(text: string): boolean {
  return /^(?:teacher|student)s?$/i.test(text);
}

/** How many columns at the left hold names. */
export function labelColumns(part: TablePart): number {
  let count = 0;
  while (
    count < part.paths.length - 1 &&
    numericShare(part.rows, count) < 0.5 &&
    part.rows.some(({ cells }) => cells[count]!.text !== "")
  )
    count += 1;
  return Math.min(count, 3);
}
