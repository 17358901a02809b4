import { headerOf, mappingFor } from "../mapping/header.ts";
import type { Mapping, TableMapping } from "../mapping/mapping.ts";
import { proposedMapping } from "../mapping/proposed.ts";
import { saidOf, tableNumber } from "../readers/captions.ts";
import type { PaperText, Table } from "../readers/paper-text.ts";
import type { Recogniser } from "../recognise/recogniser.ts";
import { withMethodsOfCaptions } from "./caption-methods.ts";
import { withSignsThatFollow } from "./change-signs.ts";
import type { ContextText } from "./context.ts";
import { type FiguresLeft, figuresIn, figuresOf } from "./coverage.ts";
import { withoutDeviationRows } from "./deviation-rows.ts";
import type { ExtractedRow, ResultTable } from "./extracted.ts";
import { gridOf } from "./grid.ts";
import { asNamed } from "./group-says.ts";
import { labelMetrics } from "./label-parts.ts";
import { isOfLayers } from "./layers.ts";
import { givenTexts, readAsMapped } from "./mapped-table.ts";
import { orientation } from "./orientation.ts";
import { partsOf } from "./parts.ts";
import { type PrintedTable, printedTable } from "./printed.ts";
import { promisedBy } from "./promised.ts";
import { withPromisedBase } from "./promised-base.ts";
import { recordsOf } from "./records.ts";
import { rolesOf } from "./roles.ts";
import { withRowsOfLines } from "./split-rows.ts";
import { Surroundings } from "./surroundings.ts";
import { withTargetsThatFollow } from "./targets.ts";

/** What a person says where the document does not: the network, the data set, what the numbers are. */
export interface GivenContext {
  network?: string | undefined;
  dataset?: string | undefined;
  /** As a column's label would say it: "top-1 error (%)". */
  metric?: string | undefined;
  /** What a person says that the tables' columns are. */
  mapping?: Mapping | undefined;
}

/** How many figures one of a document's tables prints, and what became of them. */
export interface TableReport {
  /** Among all tables of the document, from 0. */
  index: number;
  name: string;
  page?: number;
  figures: number;
  read: number;
  left: FiguresLeft[];
  /** What the reader, or a person, takes its columns for. */
  mapping?: TableMapping;
  /** The table as it is printed; absent where it has no figures. */
  printed?: PrintedTable;
}

export interface TablesRead {
  /** Those that have results. */
  results: ResultTable[];
  /** All of them. */
  reports: TableReport[];
}

/**
 * The tables of results in a paper, with what their rows hold; tables of anything else are skipped.
 */
export function extractTables(paper: PaperText, recogniser: Recogniser, given: GivenContext = {}): ResultTable[] {
  return readTables(paper, recogniser, given).results;
}

/** The same, and of each table how much of it was read and why not more. */
export function readTables(paper: PaperText, recogniser: Recogniser, given: GivenContext = {}): TablesRead {
  const results: ResultTable[] = [];
  const reports: TableReport[] = [];
  const surroundings = new Surroundings(paper, recogniser);
  const labels = labelsIn(paper);
  let index = 0;
  paper.blocks.forEach((block, at) => {
    if (block.kind !== "table") return;
    const around = [...surroundings.of(at, block)];
    const fromHere = around.findIndex(({ from }) => from === "document");
    around.splice(fromHere < 0 ? around.length : fromHere, 0, ...givenTexts(given));
    const read = readTable(block, { table: index, recogniser, around, given, labels });
    const rows = read.rows.map((row) => ({
      ...row,
      network:
        row.network ??
        (given.network === undefined ? undefined : { ...asNamed(given.network), from: "given" as const }),
      dataset: row.dataset ?? (row.network && surroundings.usualDataset(row.network.found)),
    }));
    const place = {
      index,
      name: tableName(block, index),
      ...(block.page !== undefined && { page: block.page }),
    };
    const left = read.left.reduce((sum, { count }) => sum + count, 0);
    const { figures, mapping, printed } = read;
    reports.push({
      ...{ ...place, figures, read: figures - left, left: read.left },
      ...(mapping && { mapping }),
      ...(printed && figures > 0 && { printed }),
    });
    if (rows.length > 0)
      results.push({
        ...place,
        said: saidOf(block),
        doubts: block.columnsByDistance ? [{ kind: "columnsByDistance" }] : [],
        rows,
      });
    index += 1;
  });
  return { results: withMethodsOfCaptions(results), reports };
}

/** The labels of each table, which a mapping finds it by. */
function labelsIn({ blocks }: PaperText): string[][] {
  return blocks.flatMap((block) => {
    if (block.kind !== "table") return [];
    const [first] = partsOf(gridOf(block));
    return [first === undefined ? [] : headerOf(first)];
  });
}

/** "Table 3", or "table 2 of the document" where nothing numbers it. */
function tableName({ caption }: Pick<Table, "caption">, index: number): string {
  const number = caption === undefined ? undefined : tableNumber(caption);
  return number === undefined ? `table ${index + 1} of the document` : `Table ${number}`;
}

interface Options {
  table: number;
  recogniser: Recogniser;
  around: ContextText[];
  given: GivenContext;
  /** The labels of all of the document's tables. */
  labels: readonly (readonly string[])[];
}

interface TableRead {
  rows: ExtractedRow[];
  figures: number;
  left: FiguresLeft[];
  mapping?: TableMapping;
  printed?: PrintedTable;
}

function readTable(table: Table, options: Options): TableRead {
  const promised = promisedBy(saidOf(table), options.around);
  const grid = withRowsOfLines(withoutDeviationRows(gridOf(table)), (promised.metrics?.parts.length ?? 1) > 1);
  if (grid.rows.length < 2 && grid.width < 2) return { rows: [], figures: 0, left: [] };
  const { given, recogniser, table: index } = options;
  const found = given.mapping && mappingFor(given.mapping, index, options.labels);
  if (found) return readAsMapped(grid, found, options);
  const metrics = promised.metrics ?? (given.metric === undefined ? undefined : labelMetrics(given.metric));
  const rows: ExtractedRow[] = [];
  const left: FiguresLeft[] = [];
  let figures = 0;
  let mapping: TableMapping | undefined;
  let printed: PrintedTable | undefined;
  const parts = partsOf(grid);
  for (const part of parts) {
    const upright = orientation(part);
    printed ??= printedTable(grid, parts, upright);
    const roles = rolesOf(upright, recogniser, metrics);
    mapping ??= proposedMapping(upright, roles, {
      number: index + 1,
      header: [...options.labels[index]!],
      isTurned: upright !== part,
      recogniser,
    });
    const isOfFigures =
      !isOfLayers(part) &&
      roles.some(
        (role) => role.kind === "values" && role.metrics.parts.some((metric) => metric && metric.quantity !== "other"),
      );
    const found = isOfFigures
      ? recordsOf(upright, roles, { ...options, unit: promised.unit, axis: promised.axis })
      : [];
    const ours = found.filter((row) => !isOfAnotherTask(row));
    const read = isAboutResults(ours) ? withTargetsThatFollow(withSignsThatFollow(ours)) : [];
    rows.push(...read.map((row) => withPromisedBase(row, promised)));
    const counted = read.length === 0 ? figuresIn(upright) : figuresOf(upright, roles, read);
    figures += counted.figures;
    left.push(...counted.left);
  }
  return { rows, figures, left, ...(mapping && { mapping }), ...(printed && { printed }) };
}

/** Numbers that nobody calls accuracies, on data that is detected or segmented: another task's score. */
function isOfAnotherTask({ dataset, readings }: ExtractedRow): boolean {
  const isGuessed = readings.some(({ doubts }) => doubts.some(({ kind }) => kind === "guessedQuantity"));
  return isGuessed && dataset !== undefined && dataset.found.features === null;
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
