import { contextKind } from "./column-kind.ts";
import { distinct, type Grid, type GridCell } from "./grid.ts";
import { labelMetrics } from "./label-parts.ts";
import { sideIn } from "./metric-label.ts";
import { readCell } from "./numbers.ts";

const mostHeaderRows = 5;

/**
 * "Method | 0.10 | 0.30 | 0.50": a row of labels whose columns are steps of something (a sparsity,
 * epochs), and no data: the numbers rise or fall all along.
 */
function isAxis(row: readonly GridCell[]): boolean {
  const [first, ...others] = distinct(row).filter(({ text }) => text !== "");
  if (first === undefined || contextKind(first.text) === undefined) return false;
  const steps = others.flatMap(({ text }) => {
    const { numbers, isNumeric } = readCell(text);
    return isNumeric && numbers.length === 1 ? [numbers[0]!.value] : [];
  });
  const rises = steps.every((value, at) => at === 0 || value > steps[at - 1]!);
  const falls = steps.every((value, at) => at === 0 || value < steps[at - 1]!);
  return (
    steps.length >= 2 &&
    (rises || falls) &&
    others.every(({ text }) => readCell(text).isNumeric || isLabel(text) || sideIn(text) !== undefined)
  );
}

/**
 * How a row looks: how many of its cells have something in them, how many of these are numbers, how
 * many are labels of columns.
 */
export interface RowLook {
  filled: number;
  numeric: number;
  labels: number;
  allHeader: boolean;
}

export function lookOf(row: readonly GridCell[]): RowLook {
  const cells = distinct(row).filter(({ text }) => text !== "");
  return {
    filled: cells.length,
    numeric: cells.filter(({ text }) => readCell(text).isNumeric).length,
    labels: cells.filter(({ text }) => isLabel(text)).length,
    allHeader: cells.length > 0 && cells.every(({ header }) => header),
  };
}

/** Whether a cell labels a column: the name of a quantity, or "Method", "Network", …. */
export function isLabel(text: string): boolean {
  if (contextKind(text)) return true;
  const { parts, bracketed } = labelMetrics(text);
  return [...parts, ...bracketed].some((metric) => metric !== undefined && !metric.guessed);
}

/**
 * How many rows at the top are the header: as the source marks them, or down to the first line
 * drawn under them, or as long as there are labels and no numbers. 0 where the first row is data
 * already.
 */
export function headerRows(grid: Grid): number {
  const looks = grid.rows.slice(0, mostHeaderRows + 1).map(lookOf);
  if (looks[0] && !looks[0].allHeader && isAxis(grid.rows[0]!)) return 1;
  let count = 0;
  while (count < looks.length && looks[count]!.allHeader) count += 1;
  if (count >= grid.rows.length) count = Math.max(0, grid.rows.length - 1);
  const line = grid.rules.findIndex((rule, at) => rule && at > 0);
  if (count === 0 && line > 0 && line <= mostHeaderRows && !looks.slice(0, line).some(isData)) count = line;
  if (count === 0) {
    const [first] = looks;
    if (!first || isData(first) || (first.numeric > 0 && first.labels === 0)) return 0;
    count = 1;
  }
  // Headers of several rows whose source says nothing of it, or draws lines between them.
  while (count < Math.min(mostHeaderRows, grid.rows.length - 1)) {
    const next = looks[count];
    if (!next || next.numeric > 0 || next.filled < 2 || next.labels < 1 || next.labels * 2 < next.filled - 1) break;
    count += 1;
  }
  return count;
}

/** Half of what is in it are numbers, beside a name. */
function isData({ filled, numeric, labels }: RowLook): boolean {
  return numeric > 0 && numeric * 2 >= filled - 1 && labels < numeric;
}

/** For each column, what is over it from top to bottom, each label once. */
export function headerPaths(rows: readonly (readonly GridCell[])[], hasSpans: boolean): string[][] {
  const width = rows[0]?.length ?? 0;
  return Array.from({ length: width }, (_none, column) => {
    const path: string[] = [];
    rows.forEach((row, at) => {
      const text = row[column]!.text !== "" ? row[column]!.text : hasSpans ? "" : reachingOver(rows, at, column);
      if (text !== "" && path.at(-1) !== text) path.push(text);
    });
    return path;
  });
}

/**
 * Where a source can't merge cells, a label over several columns is in the first of them, and the
 * rest is empty.
 */
function reachingOver(rows: readonly (readonly GridCell[])[], at: number, column: number): string {
  const under = rows.slice(at + 1).some((row) => row[column]!.text !== "");
  if (!under) return "";
  const from = rows[at]!.slice(0, column).findLast(({ text }) => text !== "");
  return from === undefined || contextKind(from.text) ? "" : from.text;
}
