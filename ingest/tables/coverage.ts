import type { ExtractedRow } from "./extracted.ts";
import type { GridCell } from "./grid.ts";
import { readCell } from "./numbers.ts";
import type { TablePart } from "./parts.ts";
import type { Role } from "./roles.ts";

/** Figures that were seen and not read, and why, in plain words. */
export interface FiguresLeft {
  count: number;
  why: string;
}

export interface Coverage {
  figures: number;
  left: FiguresLeft[];
}

/** The figures of a part of a table that has no results: all of them are left. */
export function figuresIn(part: TablePart, why = "no column is understood as an accuracy of classification"): Coverage {
  const figures = part.paths.reduce((sum, _path, column) => sum + count(cellsOf(part, column, false)), 0);
  return { figures, left: figures === 0 ? [] : [{ count: figures, why }] };
}

/** The figures of a part of a table, and those of them that no row has. */
export function figuresOf(part: TablePart, roles: readonly Role[], rows: readonly ExtractedRow[]): Coverage {
  const read = new Map<string, Set<string>>();
  for (const { readings } of rows) {
    for (const { row, column, text, figure } of readings) {
      const key = keyOf(row, column, text);
      read.set(key, (read.get(key) ?? new Set()).add(figure));
    }
  }
  let figures = 0;
  const left: FiguresLeft[] = [];
  roles.forEach((role, column) => {
    const cells = cellsOf(part, column, role.kind === "values");
    const seen = count(cells);
    figures += seen;
    if (role.kind === "context" && role.what !== "ignored") return;
    const taken = cells.reduce(
      (sum, cell) =>
        sum +
        Math.min(
          readCell(cell.text).numbers.length,
          read.get(keyOf(cell.row + 1, cell.column + 1, cell.text))?.size ?? 0,
        ),
      0,
    );
    if (seen > taken) left.push({ count: seen - taken, why: whyLeft(role) });
  });
  return { figures, left };
}

function keyOf(row: number, column: number, text: string): string {
  return `${row} ${column} ${text}`;
}

/** The cells of a column, merged ones once; only those that hold nothing but numbers, unless `all`. */
function cellsOf({ rows }: TablePart, column: number, all: boolean): GridCell[] {
  const cells = new Set(rows.map(({ cells }) => cells[column]!));
  return [...cells].filter(({ text }) => all || readCell(text).isNumeric);
}

function count(cells: readonly GridCell[]): number {
  return cells.reduce((sum, { text }) => sum + readCell(text).numbers.length, 0);
}

function whyLeft(role: Role): string {
  const label = "label" in role && role.label !== "" ? `"${role.label.slice(0, 60)}"` : "a column without a label";
  if (role.kind === "values") {
    const isOther = role.metrics.parts.every((metric) => metric === undefined || metric.quantity === "other");
    return isOther ? `under ${label}, another quantity` : `under ${label}, more than it names or not what it names`;
  }
  if (role.kind === "ignored" && role.isUnknown) return `under ${label}, which says nothing to the reader`;
  return `under ${label}, no figure of a result`;
}
