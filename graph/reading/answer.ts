import neo4j, { type Neo4jError, type Record as Neo4jRecord, type ResultSummary, type Session } from "neo4j-driver";
import { toPlain } from "../driver/plain-value.ts";
import type { Graph } from "../driver/query.ts";
import { translateError } from "../driver/translate-error.ts";
import { GraphError } from "../errors.ts";
import { planRows } from "./plan-rows.ts";
import type { Question, ReadOnlyResult } from "./question.ts";
import { warningsOf } from "./warnings.ts";

/** The name under which a question's mark is among its transaction's metadata. */
export const markName = "automcReader";

/**
 * Runs a question in a READ session of this graph. What Neo4j does not end, this does not end
 * either; see `Readers` for a limit that holds.
 *
 * @throws GraphError as `readOnly` says.
 */
export async function answer(graph: Omit<Graph, "reader">, question: Question): Promise<ReadOnlyResult> {
  const { maxRows, timeoutMs } = question;
  const session = graph.driver.session({
    defaultAccessMode: neo4j.session.READ,
    fetchSize: Math.min(maxRows + 1, 1000),
    ...(graph.database === undefined ? {} : { database: graph.database }),
  });
  try {
    return await answerIn(session, question);
  } catch (error) {
    throw inReaderTerms(translateError(error), timeoutMs);
  } finally {
    await session.close();
  }
}

async function answerIn(session: Session, question: Question): Promise<ReadOnlyResult> {
  const { cypher, params, timeoutMs, maxRows, mark } = question;
  const result = session.run(cypher, wholeNumbersAsIntegers(params) as Record<string, unknown>, {
    timeout: timeoutMs,
    metadata: { [markName]: mark },
  });
  const iterator = result[Symbol.asyncIterator]();
  const records: Neo4jRecord[] = [];
  let next = await iterator.next();
  while (!next.done && records.length < maxRows) {
    records.push(next.value);
    next = await iterator.next();
  }
  const truncated = !next.done;
  const keys = (await result.keys()).map(String);
  const end = next.done ? next : await iterator.return?.(); // which leaves the rest in Neo4j
  const summary = end?.value as ResultSummary;
  if (summary.queryType !== "r" && summary.queryType !== "s") throw new GraphError("write_refused", writes);
  const plan = summary.profile || summary.plan;
  const { columns, rows } = plan ? planRows(plan) : { columns: keys, rows: records.map(plainRow(keys)) };
  return { columns, rows, truncated: truncated && !plan, warnings: await warningsOf(summary, session) };
}

const plainRow = (keys: string[]) => (record: Neo4jRecord) =>
  Object.fromEntries(keys.map((key) => [key, toPlain(record.get(key))]));

const writes = "The query writes; only reading is allowed here. Knowledge is written by ingesting a card.";

function inReaderTerms(error: unknown, timeoutMs: number): unknown {
  if (!(error instanceof GraphError)) return error;
  if (error.code === "query_timeout")
    return new GraphError("query_timeout", ranTooLong(timeoutMs), { cause: error.cause });
  if (error.code === "write_refused" && error.cause !== undefined) {
    return new GraphError("write_refused", writes, { cause: error.cause });
  }
  if (error.code === "query_failed" && ofTheQuery.test((error.cause as Neo4jError).code)) {
    return new GraphError("bad_query", error.message.replace("Neo4j failed", "Neo4j cannot run this query"), {
      cause: error.cause,
    });
  }
  return error;
}

/** Failures that Neo4j counts as its own, although another query would not meet them. */
const ofTheQuery = /DatabaseError\.Statement|OutOfMemory|StackOverFlow/i;

/** What is said of a query that ran into its limit. */
export function ranTooLong(timeoutMs: number): string {
  return `The query ran longer than ${timeoutMs} ms, its limit, and was stopped; ask for less or allow more time.`;
}

function wholeNumbersAsIntegers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(wholeNumbersAsIntegers);
  if (typeof value === "number") return Number.isSafeInteger(value) ? neo4j.int(value) : value;
  if (value !== null && typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).map(([key, inside]) => [key, wholeNumbersAsIntegers(inside)]));
  }
  return value;
}
