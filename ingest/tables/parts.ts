import { distinct, type Grid, type GridCell } from "./grid.ts";
import { headerPaths, headerRows, lookOf } from "./header-rows.ts";
import { readCell } from "./numbers.ts";

/** A row of data. */
export interface BodyRow {
  cells: GridCell[];
  /** Its number in the source's table, from 1. */
  number: number;
  ruleAbove: boolean;
  /** The rows over it in this part that only say what follows, nearest last. */
  sections: string[];
}

/** A table, or what is under one of its headers: some tables have a second one in the middle. */
export interface TablePart {
  /** For each column, its labels from top to bottom. */
  paths: string[][];
  rows: BodyRow[];
  /** What is over all of it, outside its columns. */
  titles: string[];
}

/**
 * Takes a table's grid apart into header, rows that are only titles, and rows of data; `given` is
 * how many rows a person says are the header.
 */
export function partsOf(grid: Grid, given?: number): TablePart[] {
  const titles: string[] = [];
  let start = 0;
  while (start < grid.rows.length - 1) {
    const title = titleOf(grid.rows[start]!);
    if (title === undefined) break;
    titles.push(title);
    start += 1;
  }
  const below = from(grid, start);
  const count = given === undefined ? headerRows(below) : Math.min(Math.max(0, given - start), below.rows.length - 1);
  const parts: TablePart[] = [];
  let part: TablePart = { paths: headerPaths(below.rows.slice(0, count), below.hasSpans), rows: [], titles };
  if (count === 0) part.paths = Array.from({ length: grid.width }, () => []);
  let sections: string[] = [];
  below.rows.slice(count).forEach((cells, offset) => {
    const at = count + offset;
    const title = titleOf(cells);
    const look = lookOf(cells);
    if (title !== undefined) {
      sections = [...sections, title];
    } else if (look.numeric === 0 && look.labels >= 2 && look.labels * 2 >= look.filled) {
      if (part.rows.length > 0) parts.push(part);
      part = { paths: headerPaths([cells], below.hasSpans), rows: [], titles: [...titles, ...sections] };
      sections = [];
    } else {
      part.rows.push({ cells, number: below.numbers[at]!, ruleAbove: below.rules[at]!, sections });
    }
  });
  if (part.rows.length > 0) parts.push(part);
  return parts;
}

function from(grid: Grid, start: number): Grid {
  return { ...grid, rows: grid.rows.slice(start), rules: grid.rules.slice(start), numbers: grid.numbers.slice(start) };
}

/**
 * The text of a row that has nothing else: one cell over all columns, or one and the rest empty.
 */
function titleOf(cells: readonly GridCell[]): string | undefined {
  const filled = distinct(cells).filter(({ text }) => text !== "");
  const [only] = filled;
  if (filled.length !== 1 || only === undefined || readCell(only.text).isEmpty || only.rowSpan > 1) return undefined;
  const wide = cells.filter((each) => each === only).length;
  if (cells.length > 1 && wide === 1 && cells.indexOf(only) > 1 && readCell(only.text).isNumeric) return undefined;
  return readCell(only.text).isNumeric && !only.text.includes("%") ? undefined : only.text;
}

/**
 * A part with its rows as columns: labels of quantities that are before the rows come to be over
 * columns.
 */
export function turned(part: TablePart, labelColumns: number): TablePart {
  const headers = part.paths.slice(labelColumns);
  const depth = Math.max(1, ...headers.map((path) => path.length));
  const paths = [
    ...Array.from({ length: depth }, (): string[] => []),
    ...part.rows.map(({ cells, sections }) =>
      [...sections, ...cells.slice(0, labelColumns).map(({ text }) => text)].filter(
        (text, at, all) => text !== "" && all[at - 1] !== text,
      ),
    ),
  ];
  const rows = headers.map((path, column): BodyRow => {
    const labels = Array.from({ length: depth }, (_none, level) =>
      label(path[level - (depth - path.length)] ?? (path.length === 1 ? path[0]! : ""), level),
    );
    return {
      cells: [...labels, ...part.rows.map(({ cells }) => cells[labelColumns + column]!)],
      number: labelColumns + column + 1,
      ruleAbove: false,
      sections: [],
    };
  });
  return { paths, rows, titles: [...part.titles, ...part.paths.slice(0, labelColumns).flat()] };
}

function label(text: string, column: number): GridCell {
  return { text, bold: false, header: true, row: 0, column, rowSpan: 1, colSpan: 1 };
}
