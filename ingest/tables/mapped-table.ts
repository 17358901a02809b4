import type { FoundMapping } from "../mapping/header.ts";
import { mappedRoles } from "../mapping/mapped-roles.ts";
import { mappedAt, type TableMapping } from "../mapping/mapping.ts";
import type { Recogniser } from "../recognise/recogniser.ts";
import type { ContextText } from "./context.ts";
import { type FiguresLeft, figuresIn, figuresOf } from "./coverage.ts";
import type { ExtractedRow } from "./extracted.ts";
import type { Grid } from "./grid.ts";
import { labelColumns } from "./orientation.ts";
import { partsOf, turned } from "./parts.ts";
import { type PrintedTable, printedTable } from "./printed.ts";
import { withPromisedBase } from "./promised-base.ts";
import { type Person, recordsOf } from "./records.ts";

export interface MappedOptions {
  /** Which of the document's tables, from 0. */
  table: number;
  recogniser: Recogniser;
  around: readonly ContextText[];
  /** The labels of all of the document's tables. */
  labels: readonly (readonly string[])[];
}

export interface MappedTable {
  rows: ExtractedRow[];
  figures: number;
  left: FiguresLeft[];
  /** The mapping with the number and the labels of this table. */
  mapping: TableMapping;
  printed?: PrintedTable;
}

/** A table whose columns a person explained: nothing of it is guessed. */
export function readAsMapped(
  grid: Grid,
  { mapping, ofRows, ofTable }: FoundMapping,
  options: MappedOptions,
): MappedTable {
  const { baseAccuracy: base, ...constants } = mapping.constants;
  const around = ofTable ? options.around : [...options.around, ...givenTexts(constants)];
  const person: Person = {
    row: (number) => (ofRows ? mappedAt(mapping.rows, number) : undefined),
    table: ofTable ? constants : {},
  };
  const rows: ExtractedRow[] = [];
  const left: FiguresLeft[] = [];
  let figures = 0;
  let printed: PrintedTable | undefined;
  const parts = partsOf(grid, mapping.headerRows);
  for (const part of parts) {
    const upright = mapping.turned ? turned(part, Math.max(1, labelColumns(part))) : part;
    printed ??= printedTable(grid, parts, upright);
    const roles = mappedRoles(upright, mapping);
    const read = mapping.skip
      ? []
      : recordsOf(upright, roles, { ...options, around, person, unit: undefined, axis: undefined });
    const promised = base === undefined ? undefined : { value: base, tolerance: 0.00005, text: `${base}` };
    rows.push(...read.map((row) => (ofTable ? withPromisedBase(row, { base: promised }) : row)));
    const counted = mapping.skip ? figuresIn(upright, "the mapping skips this table") : figuresOf(upright, roles, read);
    figures += counted.figures;
    left.push(...counted.left);
  }
  const header = [...options.labels[options.table]!];
  const named = { ...mapping, table: options.table + 1, header };
  return { rows, figures, left, mapping: named, ...(printed && { printed }) };
}

/** A network and a data set that are known from outside of the document, as texts that may say them. */
export function givenTexts({
  network,
  dataset,
}: {
  network?: string | undefined;
  dataset?: string | undefined;
}): ContextText[] {
  return [network, dataset].flatMap((text) => (text === undefined ? [] : [{ text, from: "given" as const }]));
}
