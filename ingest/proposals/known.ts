import type { NameRow } from "../names/name-table.ts";
import type { Named } from "../recognise/recogniser.ts";
import type { KnownPaper } from "./identity.ts";

/** A task that the graph has; counts are null where unknown. */
export interface KnownTask {
  id: string;
  network: Named;
  dataset: Named;
  parameters: number | null;
  /** 2 x MACs. */
  flops: number | null;
  /** How many papers report on it. */
  papers: number;
}

/** A result that the graph has from the same paper. */
export interface KnownResult {
  id: string;
  /** The method's id, or the name of the search. */
  of: string;
  taskId: string;
  accuracy: number | null;
  pr: number | null;
}

/** What the graph knows that a reader of papers asks for; all of it may be empty. */
export interface PaperKnowledge {
  papers: readonly KnownPaper[];
  methods: readonly (Named & { papers: readonly string[] })[];
  algorithms: readonly string[];
  tasks: readonly KnownTask[];
  /** All that anything is called, aliases and what was merged away too (`namedEntities`). */
  names: readonly NameRow[];
}

export const nothingKnown: PaperKnowledge = { papers: [], methods: [], algorithms: [], tasks: [], names: [] };
