import neo4j, { type Record as Neo4jRecord } from "neo4j-driver";
import { GraphError } from "../errors.ts";
import { type Json, toPlain } from "./plain-value.ts";
import type { Graph } from "./query.ts";
import { translateError } from "./translate-error.ts";
import { refuseSideEffects } from "./write-clauses.ts";

export interface ReadOnlyOptions {
  /** How long the query may run; clamped to 1 ms … 60 s. */
  timeoutMs?: number;
  /** How many rows it may return; clamped to 1 … 100,000. */
  maxRows?: number;
}

export interface ReadOnlyResult {
  columns: string[];
  rows: Record<string, Json>[];
}

/**
 * Runs a reader's own Cypher and returns plain JSON (nodes as `{id, labels, properties}`, dates as
 * ISO text).
 *
 * The query runs in Neo4j's READ mode, which refuses writes; what READ mode leaves open (LOAD CSV,
 * procedures, SHOW and TERMINATE TRANSACTIONS, other databases) is refused before Neo4j sees it.
 * Whole numbers in `params` become integers, so `LIMIT $n` works.
 *
 * @throws GraphError `write_refused`, `bad_query` (with Neo4j's message), `bad_params`,
 * `query_timeout`, or `result_too_large` when there are more than `maxRows` rows; a part would look
 * like the whole.
 */
export async function readOnly(
  graph: Graph,
  cypher: string,
  params: Record<string, unknown> = {},
  options: ReadOnlyOptions = {},
): Promise<ReadOnlyResult> {
  refuseSideEffects(cypher);
  const timeoutMs = clamp(options.timeoutMs ?? 10_000, 1, 60_000);
  const maxRows = clamp(options.maxRows ?? 1000, 1, 100_000);
  const session = graph.driver.session({
    defaultAccessMode: neo4j.session.READ,
    fetchSize: Math.min(maxRows + 1, 1000),
    ...(graph.database === undefined ? {} : { database: graph.database }),
  });
  try {
    const result = session.run(cypher, wholeNumbersAsIntegers(params) as Record<string, unknown>, {
      timeout: timeoutMs,
    });
    const records: Neo4jRecord[] = [];
    for await (const record of result) {
      if (records.length === maxRows) {
        const message = `The query returns more than ${maxRows} rows; add a LIMIT to it or ask for more rows.`;
        throw new GraphError("result_too_large", message);
      }
      records.push(record);
    }
    const columns = (await result.keys()).map(String);
    const rows = records.map((record) => Object.fromEntries(columns.map((key) => [key, toPlain(record.get(key))])));
    return { columns, rows };
  } catch (error) {
    throw inReaderTerms(translateError(error), timeoutMs);
  } finally {
    await session.close();
  }
}

function inReaderTerms(error: unknown, timeoutMs: number): unknown {
  if (!(error instanceof GraphError)) return error;
  if (error.code === "query_timeout") {
    const message = `The query ran longer than ${timeoutMs} ms and was stopped; ask for less or allow more time (at most 60 s).`;
    return new GraphError("query_timeout", message, { cause: error.cause });
  }
  if (error.code === "write_refused" && error.cause !== undefined) {
    const message = "The query writes; only reading is allowed here. Knowledge is written by ingesting a card.";
    return new GraphError("write_refused", message, { cause: error.cause });
  }
  return error;
}

function clamp(value: number, least: number, most: number): number {
  return Number.isFinite(value) ? Math.min(most, Math.max(least, Math.floor(value))) : least;
}

function wholeNumbersAsIntegers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(wholeNumbersAsIntegers);
  if (typeof value === "number") return Number.isSafeInteger(value) ? neo4j.int(value) : value;
  if (value !== null && typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).map(([key, inside]) => [key, wholeNumbersAsIntegers(inside)]));
  }
  return value;
}
