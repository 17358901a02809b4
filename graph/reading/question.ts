import type { Json } from "../driver/plain-value.ts";

/** What a reader asks, within which limits. */
export interface Question {
  cypher: string;
  params: Record<string, unknown>;
  /** The longest that Neo4j may work at it. */
  timeoutMs: number;
  /** The most rows that come back. */
  maxRows: number;
  /** Marks its transaction in Neo4j's list, so that one that doesn't end is found there. */
  mark: string;
}

export interface ReadOnlyResult {
  columns: string[];
  rows: Record<string, Json>[];
  /** Whether there were more rows than were asked for; they are not among `rows`. */
  truncated: boolean;
  /** What Neo4j remarks, a sentence each: a label or property that is not in the graph, for example. */
  warnings: string[];
}

/** Answers questions, wherever it does so. */
export interface Reader {
  /** @throws GraphError as `readOnly` says. */
  read(question: Question, signal?: AbortSignal): Promise<ReadOnlyResult>;
}
