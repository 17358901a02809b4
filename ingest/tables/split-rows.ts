import { distinct, type Grid, type GridCell } from "./grid.ts";
import { labelMetrics } from "./label-parts.ts";
import { readCell } from "./numbers.ts";

/**
 * Rows that hold several results, one under the other in their cells, as one row for each:
 * `26.5M<br>12.1M | 91.80%<br>91.40%`. Where cells have no lines but slashes, as in
 * `26.5M / 12.1M | 91.80 / 91.40`, at least two columns must have as many, and labels that name
 * only one quantity, as the caption does (`promisesSeveral`).
 */
export function withRowsOfLines(grid: Grid, promisesSeveral: boolean): Grid {
  const rows: GridCell[][] = [];
  const rules: boolean[] = [];
  const numbers: number[] = [];
  grid.rows.forEach((row, at) => {
    const split =
      at === 0
        ? teacherOverStudent(row)
        : (byLines(row) ?? (promisesSeveral ? undefined : bySlashes(row, grid.rows.slice(0, Math.min(at, 5)))));
    for (const [line, cells] of (split ?? [row]).entries()) {
      rows.push(cells);
      rules.push(line === 0 && grid.rules[at]!);
      numbers.push(grid.numbers[at]!);
    }
  });
  return { ...grid, rows, rules, numbers };
}

/** "Teacher <br> Student" over pairs of networks: two rows of the header. */
function teacherOverStudent(row: readonly GridCell[]): GridCell[][] | undefined {
  const [first = [], ...others] = row.map(({ lines }) => lines);
  const isPair = first.length === 2 && /teacher/i.test(first[0]!) && /student/i.test(first[1]!);
  return isPair && others.every((lines) => lines?.length === 2) ? rowsOf(row, 2) : undefined;
}

function byLines(row: readonly GridCell[]): GridCell[][] | undefined {
  const several = distinct(row).flatMap(({ lines }) => (lines ? [lines] : []));
  const [count = 0] = several.map((lines) => lines.length);
  if (count < 2 || several.some((lines) => lines.length !== count)) return undefined;
  return several.some((lines) => lines.every(isValue)) ? rowsOf(row, count) : undefined;
}

function bySlashes(row: readonly GridCell[], over: readonly GridCell[][]): GridCell[][] | undefined {
  const pieces = row.map(({ text }) => text.split(/\s+\/\s+/));
  const several = row.map((each, at) => ({ at, count: row.indexOf(each) === at ? pieces[at]!.length : 1 }));
  const columns = several.filter(({ count }) => count > 1);
  const [count = 0] = columns.map((each) => each.count);
  const isOfOneQuantity = ({ at }: { at: number }) =>
    over.every((cells) => labelMetrics(cells[at]!.text).parts.length <= 1) && pieces[at]!.every(isValue);
  if (columns.length < 2 || columns.some((each) => each.count !== count || !isOfOneQuantity(each))) return undefined;
  return rowsOf(
    row.map((each, at) => (pieces[at]!.length === count ? { ...each, lines: pieces[at]! } : each)),
    count,
  );
}

/** A number of its own, not only what is in brackets behind one: "(±0.1)". */
function isValue(text: string): boolean {
  const { isNumeric, isEmpty } = readCell(text);
  return isEmpty || (isNumeric && !/^\s*(?:[(±]|\+\/?-)/.test(text));
}

function rowsOf(row: readonly GridCell[], count: number): GridCell[][] {
  return Array.from({ length: count }, (_none, line) =>
    row.map(({ lines, ...cell }, at) => (lines?.length === count ? { ...cell, text: lines[line]! } : row[at]!)),
  );
}
