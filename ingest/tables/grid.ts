import type { Cell, Table } from "../readers/paper-text.ts";
import { unwrapped } from "../recognise/key.ts";

/** A cell of a rectangular grid; a merged cell is the same object in each place it covers. */
export interface GridCell {
  text: string;
  /** Its lines, where the source breaks them. */
  lines?: readonly string[];
  bold: boolean;
  header: boolean;
  /** Where it begins, from 0. */
  row: number;
  column: number;
  rowSpan: number;
  colSpan: number;
}

/** A table as a rectangle. */
export interface Grid {
  rows: GridCell[][];
  width: number;
  /** For each row, whether a line is drawn over all of it. */
  rules: boolean[];
  /** The source merges cells itself, so that an empty one is truly empty. */
  hasSpans: boolean;
  /** For each row, its number in the source's table, from 1. */
  numbers: number[];
}

/**
 * Lays a table's cells into a rectangle: merged cells into all their places, short rows filled up,
 * rows and columns with nothing in them removed (a line is drawn where an empty row was).
 */
export function gridOf(table: Table): Grid {
  const placed: (GridCell | undefined)[][] = table.rows.map(() => []);
  table.rows.forEach(({ cells }, row) => {
    let column = 0;
    for (const each of cells) {
      while (placed[row]![column] !== undefined) column += 1;
      put(placed, each, row, column);
      column += each.colSpan;
    }
  });
  const width = Math.max(0, ...placed.map((row) => row.length));
  const full = placed.map((row, at) =>
    Array.from({ length: width }, (_none, column) => row[column] ?? nothing(at, column)),
  );
  return withoutEmpty({
    rows: full,
    width,
    rules: table.rows.map(({ ruleAbove = false }) => ruleAbove),
    hasSpans: table.rows.some(({ cells }) => cells.some(({ rowSpan, colSpan }) => rowSpan > 1 || colSpan > 1)),
    numbers: table.rows.map((_row, at) => at + 1),
  });
}

function put(
  placed: (GridCell | undefined)[][],
  { text, lines, bold = false, header = false, rowSpan, colSpan }: Cell,
  row: number,
  column: number,
): void {
  const held: GridCell = {
    text: unwrapped(text),
    ...(lines && { lines }),
    bold,
    header,
    row,
    column,
    rowSpan: Math.min(rowSpan, placed.length - row),
    colSpan,
  };
  for (let down = 0; down < held.rowSpan; down++) {
    for (let right = 0; right < colSpan; right++) placed[row + down]![column + right] ??= held;
  }
}

function nothing(row: number, column: number): GridCell {
  return { text: "", bold: false, header: false, row, column, rowSpan: 1, colSpan: 1 };
}

function withoutEmpty(grid: Grid): Grid {
  const columns = Array.from({ length: grid.width }, (_none, column) => column).filter((column) =>
    grid.rows.some((row) => row[column]!.text !== ""),
  );
  const kept: { row: GridCell[]; rule: boolean; number: number }[] = [];
  let rule = false;
  grid.rows.forEach((row, at) => {
    rule ||= grid.rules[at]!;
    if (row.every(({ text }) => text === "")) {
      rule ||= kept.length > 0;
      return;
    }
    kept.push({ row: columns.map((column) => row[column]!), rule, number: grid.numbers[at]! });
    rule = false;
  });
  return {
    ...grid,
    rows: kept.map(({ row }) => row),
    width: columns.length,
    rules: kept.map((each) => each.rule),
    numbers: kept.map(({ number }) => number),
  };
}

/** The cells of a row, each merged one once. */
export function distinct(row: readonly GridCell[]): GridCell[] {
  return row.filter((each, at) => row.indexOf(each) === at);
}
