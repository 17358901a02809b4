import type { GivenIdentity, Mapping, PaperKnowledge, Proposal } from "../../ingest/index.ts";

/** What the process that reads papers is asked: one paper, with what the graph knows. */
export interface ReadRequest {
  path: string;
  /** The name to use in messages. */
  file: string;
  given: GivenIdentity;
  knowledge: PaperKnowledge;
  /** What a person says that its tables are. */
  mapping?: Mapping;
  /** The mapping is an endpoint's. */
  isAsked?: boolean;
  /** Also send the paper's opening text, for whoever proposes cards from it. */
  wantsText: boolean;
}

/**
 * What it asks in between, once it knows which paper it is: the results of it that the graph has
 * (`KnownResult[]`), or what a person said of its tables before (`Mapping`, or nothing).
 */
export interface PaperQuestion {
  about: "results" | "mapping";
  paperId: string;
}

/**
 * A paper as it was read: what would be ingested from it, and its opening text, empty where that
 * was not wanted.
 */
export interface PaperRead {
  proposal: Proposal;
  text: string;
  /** The first rows of its tables, for whoever proposes what their columns are; empty where no text was wanted. */
  tables: string;
}
