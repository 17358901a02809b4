import { headerOf } from "../mapping/header.ts";
import { distinct, type Grid } from "./grid.ts";
import type { TablePart } from "./parts.ts";

const [mostRows, mostOfCell] = [2_000, 120];

/** A table as it is printed, for whoever says what is in it. */
export interface PrintedTable {
  /** The labels of what a mapping calls columns, from 1; where labels are before the rows, of the rows. */
  labels: string[];
  /** By their numbers in the source's table, from 1; a merged cell stands in the first of its places. */
  rows: { number: number; isLabel: boolean; cells: string[] }[];
  /** How many rows more it has. */
  left: number;
}

/** The first two thousand rows of a table, and which of them hold no data. */
export function printedTable(grid: Grid, parts: readonly TablePart[], upright: TablePart): PrintedTable {
  const data = new Set(parts.flatMap(({ rows }) => rows.map(({ number }) => number)));
  const rows = grid.rows.slice(0, mostRows).map((row, at) => {
    const once = new Set(distinct(row));
    const cells = row.map((cell) => (once.delete(cell) ? cell.text.slice(0, mostOfCell) : ""));
    return { number: grid.numbers[at]!, isLabel: !data.has(grid.numbers[at]!), cells };
  });
  return { labels: headerOf(upright), rows, left: grid.rows.length - rows.length };
}
