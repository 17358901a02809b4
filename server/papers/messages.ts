import type { GivenIdentity, KnownResult, PaperKnowledge, Proposal } from "../../ingest/index.ts";

/** To the process that reads papers: one paper, with what the graph knows. */
export interface ReadRequest {
  path: string;
  /** The name to give in messages. */
  file: string;
  given: GivenIdentity;
  knowledge: PaperKnowledge;
  /** Also tell the paper's opening text, for whoever proposes cards from it. */
  wantsText: boolean;
}

/** What it asks in between, once it knows which paper it is. */
export interface KnownResultsQuestion {
  kind: "question";
  paperId: string;
}

export interface KnownResultsAnswer {
  knownResults: KnownResult[];
}

/** What a reading ends with. */
export type ReadReply =
  | { kind: "done"; proposal: Proposal; text: string }
  | { kind: "failed"; code: string | undefined; message: string };
