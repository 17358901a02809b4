import type { z } from "zod";
import type { proposedResult } from "../results/file.ts";

/** What becomes of a row. */
export type RowState =
  /** Sure enough to be ingested by `--accept`. */
  | "sure"
  /** For a person to look at. */
  | "unsure"
  /** The network before compression; it becomes the other rows' base, no result. */
  | "baseline"
  /** The graph has it. */
  | "known"
  /** It lacks what a result needs: an accuracy, a network, a data set, a method. */
  | "unusable";

/** Where in the document a row was read. */
export interface Provenance {
  table: string;
  page?: number | undefined;
  row: string;
  column?: string | undefined;
  /** The cells as printed, with their places. */
  cells: { at: string; text: string }[];
}

/** A row of a table with what would become of it. */
export interface ProposedRow {
  /** Its number in the proposal, from 1; the same for the same document. */
  number: number;
  state: RowState;
  /** 0 to 1. */
  confidence: number;
  /** What takes from the confidence, in plain words. */
  reasons: string[];
  provenance: Provenance;
  /** The result as a file of results has it; absent where the row is none. */
  result?: ProposedResult;
}

export type ProposedResult = z.output<typeof proposedResult>;
