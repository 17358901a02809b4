import type { NamedDataset } from "../recognise/datasets.ts";
import type { MethodLabel } from "../recognise/methods.ts";
import type { NamedNetwork } from "../recognise/networks.ts";
import type { ReadingDoubt } from "./doubt.ts";

/**
 * What a row of a table holds of a result, one figure each; fractions of 1 and plain counts, signs
 * as in `accuracyChange`'s meaning.
 */
export const figures = [
  "accuracy",
  "baseAccuracy",
  /** Accuracy after less accuracy before; points as a fraction, or relative where `isRelative`. */
  "accuracyChange",
  "top5",
  "parameters",
  "baseParameters",
  /** As the source counts them. */
  "flops",
  "baseFlops",
  "pr",
  "fr",
  /** FLOPs before over after, parameters before over after. */
  "speedup",
  "compression",
  "target",
] as const;
export type Figure = (typeof figures)[number];

/** A figure read from a cell. */
export interface Reading {
  figure: Figure;
  value: number;
  /**
   * Half a unit in the last printed digit, in the same unit as the value: what rounding leaves
   * open.
   */
  tolerance: number;
  /** The cell's whole text. */
  text: string;
  /** The cell's place in the source's table, from 1. */
  row: number;
  column: number;
  label: string;
  /** Multiply-accumulates by name. */
  macs?: boolean;
  /** A change of accuracy that only brackets behind one show: what it is a change from is open. */
  unlabelled?: boolean;
  doubts: ReadingDoubt[];
}

/** Where a network or a data set was named. */
export type NamedIn = "row" | "column" | "title" | "caption" | "heading" | "text" | "given" | "document";

export interface Attributed<T> {
  found: T;
  from: NamedIn;
}

/** A row of results: what was compressed, how, and the figures that are printed of it. */
export interface ExtractedRow {
  /**
   * Which of the document's tables, from 0, and the row in it, from 1 (a column's number in a table
   * that is turned round).
   */
  table: number;
  row: number;
  /** The labels of the row and of the columns, as printed. */
  rowLabel: string;
  columnLabel: string;
  method: MethodLabel | undefined;
  /** The method's label has a citation: it is somebody else's. */
  isCited: boolean;
  network: Attributed<NamedNetwork> | undefined;
  dataset: Attributed<NamedDataset> | undefined;
  /** What tells this result from others of its row: "FT 40 epochs". */
  variant?: string;
  /** What the row states besides: { label: "Bits", text: "W8A8" }. */
  stated: { label: string; text: string }[];
  /** A person said what its cells are. */
  isMapped?: boolean;
  /** The network before compression. */
  isBaseline: boolean;
  readings: Reading[];
  doubts: ReadingDoubt[];
}

/** A table that has results, and where it is. */
export interface ResultTable {
  /** Among all tables of the document, from 0. */
  index: number;
  /** "Table 3", or "table 2 of the document" where nothing numbers it. */
  name: string;
  page?: number;
  /** Its caption and notes. */
  said: string;
  doubts: ReadingDoubt[];
  rows: ExtractedRow[];
}

/** The first reading of a figure in a row. */
export function reading(row: Pick<ExtractedRow, "readings">, figure: Figure): Reading | undefined {
  return row.readings.find((each) => each.figure === figure);
}
