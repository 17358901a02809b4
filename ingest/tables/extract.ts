import { saidOf, tableNumber } from "../readers/captions.ts";
import type { PaperText, Table } from "../readers/paper-text.ts";
import type { Recogniser } from "../recognise/recogniser.ts";
import { withSignsThatFollow } from "./change-signs.ts";
import type { ContextText } from "./context.ts";
import type { ExtractedRow, ResultTable } from "./extracted.ts";
import { numericShare } from "./fill.ts";
import { gridOf } from "./grid.ts";
import { isLabel } from "./header-rows.ts";
import { type LabelMetrics, labelMetrics } from "./label-parts.ts";
import { unitIn } from "./metric-label.ts";
import { partsOf, type TablePart, turned } from "./parts.ts";
import { recordsOf } from "./records.ts";
import { rolesOf } from "./roles.ts";
import { Surroundings } from "./surroundings.ts";

/**
 * The tables of results in a paper, with what their rows hold; tables of anything else are skipped.
 */
export function extractTables(paper: PaperText, recogniser: Recogniser): ResultTable[] {
  const found: ResultTable[] = [];
  const surroundings = new Surroundings(paper, recogniser);
  let index = 0;
  paper.blocks.forEach((block, at) => {
    if (block.kind !== "table") return;
    const around = surroundings.of(at, block);
    const rows = rowsOf(block, { table: index, recogniser, around }).map((row) => ({
      ...row,
      dataset: row.dataset ?? (row.network && surroundings.usualDataset(row.network.found)),
    }));
    if (rows.length > 0)
      found.push({
        index,
        name: nameOf(block, index),
        doubts: block.columnsByDistance ? [{ kind: "columnsByDistance" }] : [],
        rows,
        ...(block.page !== undefined && { page: block.page }),
      });
    index += 1;
  });
  return found;
}

function nameOf({ caption }: Table, index: number): string {
  const number = caption === undefined ? undefined : tableNumber(caption);
  return number === undefined ? `table ${index + 1} of the document` : `Table ${number}`;
}

function rowsOf(
  table: Table,
  { table: index, recogniser, around }: { table: number; recogniser: Recogniser; around: ContextText[] },
): ExtractedRow[] {
  const grid = gridOf(table);
  if (grid.rows.length < 2 && grid.width < 2) return [];
  const promised = promisedBy(saidOf(table));
  const unit = captionUnit(saidOf(table));
  return partsOf(grid).flatMap((part) => {
    const upright = orientation(part);
    const roles = rolesOf(upright, recogniser, promised);
    if (
      !roles.some(
        (role) => role.kind === "values" && role.metrics.parts.some((metric) => metric && metric.quantity !== "other"),
      )
    )
      return [];
    const rows = recordsOf(upright, roles, { table: index, recogniser, around, unit });
    return isAboutResults(rows) ? withSignsThatFollow(rows) : [];
  });
}

/** Quantities are over columns, or before rows: then the table is turned round. */
function orientation(part: TablePart): TablePart {
  const names = labelColumns(part);
  if (names === 0) return part;
  const over =
    part.paths.slice(names).filter((path) => path.some(isLabel)).length / Math.max(1, part.paths.length - names);
  const before =
    part.rows.filter(({ cells }) => cells.slice(0, names).some(({ text }) => isLabel(text))).length / part.rows.length;
  return before >= 0.5 && before > over ? turned(part, names) : part;
}

/** How many columns at the left hold names. */
function labelColumns(part: TablePart): number {
  let count = 0;
  while (
    count < part.paths.length - 1 &&
    numericShare(part.rows, count) < 0.5 &&
    part.rows.some(({ cells }) => cells[count]!.text !== "")
  )
    count += 1;
  return Math.min(count, 3);
}

/**
 * "Note that all data is formalized as PR(%) / FR(%) / Acc.(%)": what a caption promises of every
 * cell.
 */
function promisedBy(said: string): LabelMetrics | undefined {
  const several =
    /(?:^|[\s:(])((?:[\p{L}.#Δ\s-]{2,24}(?:\([^()]{1,8}\))?\s*\/\s*){1,4}[\p{L}.#Δ-]{2,24}(?:\s[\p{L}.]{2,12})?\s?(?:\([^()]{1,8}\))?)/gu;
  for (const [, text] of said.matchAll(several)) {
    const metrics = labelMetrics(text!.replace(/^.*\b(?:as|is|are|of|in)\s+/i, ""));
    if (metrics.parts.length > 1 && metrics.parts.every((metric) => metric !== undefined && !metric.guessed))
      return metrics;
  }
  const one =
    /\b((?:top-?1 |test |classification |validation )?(?:accurac(?:y|ies)|error(?: rates?)?))\b\s*(\([^()]{1,12}\))?/i.exec(
      said,
    );
  return one ? labelMetrics(`${one[1]} ${one[2] ?? ""}`) : undefined;
}

function captionUnit(said: string): ReturnType<typeof unitIn> {
  const unit = /\b(?:in|unit(?:s)? (?:is|are|of))\s+(millions?|billions?|[MGBK])\b/.exec(said)?.[1];
  return unit === undefined ? undefined : unitIn(`(${unit})`);
}

/**
 * Results of compression have an accuracy, or what was removed, of a network; other tables are not
 * ours.
 */
function isAboutResults(rows: readonly ExtractedRow[]): boolean {
  return rows.some(({ readings }) =>
    readings.some(({ figure }) => figure === "accuracy" || figure === "accuracyChange" || figure === "baseAccuracy"),
  );
}
