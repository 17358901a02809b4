import { distinct, type Grid, type GridCell } from "./grid.ts";

/**
 * Rows whose cells hold only deviations, "(±0.03)", belong to the row over them: a cell was broken
 * there. They are no results, so they go.
 */
export function withoutDeviationRows(grid: Grid): Grid {
  const kept = grid.rows.map((row, at) => at === 0 || !isOfDeviations(row, grid.rows[at - 1]!));
  const of = <T>(each: readonly T[]) => each.filter((_, at) => kept[at]);
  return { ...grid, rows: of(grid.rows), rules: of(grid.rules), numbers: of(grid.numbers) };
}

function isOfDeviations(row: readonly GridCell[], over: readonly GridCell[]): boolean {
  const own = distinct(row).filter((cell) => cell.text !== "" && !over.includes(cell));
  return own.length >= 2 && own.every(({ text }) => /^\(?\s*(?:±|\+\s*\/\s*-)\s*\d+(?:\.\d+)?\s*%?\s*\)?$/.test(text));
}
