import { randomUUID } from "node:crypto";
import type { Graph } from "../driver/query.ts";
import { GraphError } from "../errors.ts";
import { answer } from "./answer.ts";
import type { Question, ReadOnlyResult } from "./question.ts";
import { refuseSideEffects } from "./side-effects.ts";
import { refuseTooLarge } from "./text-bounds.ts";

export interface ReadOnlyOptions {
  /** How long the query may run; clamped to 1 ms … 60 s. Default 10 s. */
  timeoutMs?: number;
  /** How many rows come back at most; clamped to 1 … 100,000. Default 1,000. */
  maxRows?: number;
  /** Gives the query up when it fires: nobody waits for the answer any more. */
  signal?: AbortSignal;
}

/**
 * Runs a reader's own Cypher and returns plain JSON (nodes as `{id, labels, properties}`, dates as
 * ISO text). Of EXPLAIN and PROFILE the plan comes back, an operator a row.
 *
 * The query runs in Neo4j's READ mode, which refuses writes; what READ mode leaves open (LOAD CSV,
 * procedures, SHOW and TERMINATE TRANSACTIONS, other databases) is refused before Neo4j sees it.
 * It runs through the graph's reader where that has one (`Readers`), which answers within the
 * limit whatever the query does. Whole numbers in `params` become integers, so `LIMIT $n` works.
 *
 * @throws GraphError `write_refused`, `bad_query` (with Neo4j's message, or because the text is too
 * large), `bad_params`, `query_timeout`, `result_too_large` when the rows are more bytes than may
 * come back, `too_many_readers` when others' queries leave no room.
 * @throws the signal's reason when that fires.
 */
export async function readOnly(
  graph: Graph,
  cypher: string,
  params: Record<string, unknown> = {},
  options: ReadOnlyOptions = {},
): Promise<ReadOnlyResult> {
  refuseTooLarge(cypher);
  refuseSideEffects(cypher);
  const question: Question = {
    cypher,
    params: shallowEnough(params),
    timeoutMs: clamp(options.timeoutMs ?? 10_000, 1, 60_000),
    maxRows: clamp(options.maxRows ?? 1000, 1, 100_000),
    mark: randomUUID(),
  };
  return graph.reader ? await graph.reader.read(question, options.signal) : await answer(graph, question);
}

function clamp(value: number, least: number, most: number): number {
  return Number.isFinite(value) ? Math.min(most, Math.max(least, Math.floor(value))) : least;
}

const mostDepth = 50;

/** @throws GraphError `bad_params` for parameters that are nested deeper than anybody needs. */
function shallowEnough(params: Record<string, unknown>): Record<string, unknown> {
  let level: unknown[] = [params];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > mostDepth) {
      throw new GraphError("bad_params", `The parameters are nested more than ${mostDepth} deep; pass them flatter.`);
    }
    level = level.flatMap((value) => (value !== null && typeof value === "object" ? Object.values(value) : []));
  }
  return params;
}
