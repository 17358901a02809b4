import { setTimeout as sleep } from "node:timers/promises";
import neo4j, {
  type Driver,
  isRetryableError,
  type ManagedTransaction,
  Neo4jError,
  type ResultSummary,
} from "neo4j-driver";
import type { z } from "zod";
import { GraphError } from "../errors.ts";
import type { Reader } from "../reading/question.ts";
import { translateError } from "./translate-error.ts";

/**
 * A graph to ask: an open driver (see `connect`) and the database's name; the server's default when
 * absent.
 */
export interface Graph {
  readonly driver: Driver;
  readonly database?: string | undefined;
  /** Answers readers' own Cypher; without one `readOnly` asks the driver itself. */
  readonly reader?: Reader | undefined;
  /**
   * How long what failed because Neo4j does not answer is tried again, in milliseconds; it may be
   * starting. Default 10,000.
   */
  readonly patienceMs?: number | undefined;
  /** Receives a sentence when that is waited for. */
  readonly report?: ((sentence: string) => void) | undefined;
}

/**
 * One Cypher statement with the shapes of what goes in and what comes out. Make one with `query`.
 */
export interface Query<In, Row> {
  readonly mode: "read" | "write";
  readonly params: z.ZodType<Record<string, unknown>, In>;
  readonly row: z.ZodType<Row>;
  readonly cypher: string;
  /**
   * What it writes is no knowledge but about it (a lock, a record), so it does not count among the
   * changes.
   */
  readonly bookkeeping?: boolean | undefined;
  /** The failure when the statement returns no row although it should; what it wrote is undone. */
  readonly empty?: ((params: In) => GraphError) | undefined;
  /** The failure when it runs into a uniqueness constraint. */
  readonly taken?: ((params: In) => GraphError) | undefined;
}

/** Runs one query inside a transaction. */
export type Run = <In, Row>(query: Query<In, Row>, params: In) => Promise<Row[]>;

/** What a transaction changed, as Neo4j counted it. */
export interface Changes {
  nodesCreated: number;
  nodesDeleted: number;
  relationshipsCreated: number;
  relationshipsDeleted: number;
  propertiesSet: number;
  labelsAdded: number;
}

/** Defines a query; its types follow from the two schemas. All Cypher is in `graph/queries`. */
export function query<Params extends z.ZodType<Record<string, unknown>>, Row extends z.ZodType>(definition: {
  mode: "read" | "write";
  params: Params;
  row: Row;
  cypher: string;
  bookkeeping?: boolean;
  empty?: (params: z.input<Params>) => GraphError;
  taken?: (params: z.input<Params>) => GraphError;
}): Query<z.input<Params>, z.output<Row>> {
  return definition as Query<z.input<Params>, z.output<Row>>;
}

/**
 * Runs one query in a transaction of its own and returns its rows, both ways validated.
 *
 * @throws GraphError `bad_params` for parameters of the wrong shape, `conflict`, `not_found`,
 * `query_timeout`, `unreachable` …
 */
export async function run<In, Row>(graph: Graph, query: Query<In, Row>, params: In): Promise<Row[]> {
  const { value } = await transaction(graph, query.mode, (run) => run(query, params));
  return value;
}

/**
 * Like `run`, for a query that returns one row.
 *
 * @throws GraphError `not_found` when there is none.
 */
export async function runOne<In, Row>(graph: Graph, query: Query<In, Row>, params: In): Promise<Row> {
  const [row] = await run(graph, query, params);
  if (row === undefined) throw new GraphError("not_found", "The graph holds no such thing.");
  return row;
}

/**
 * Runs several queries in one transaction: all of it is written, or, when `work` throws, nothing.
 *
 * `work` runs again after a passing failure (a deadlock, a lost connection, a server that starts
 * again), so it must change nothing outside the graph. `timeoutMs` replaces the server's own limit.
 */
export async function transaction<T>(
  graph: Graph,
  mode: "read" | "write",
  work: (run: Run) => Promise<T>,
  { timeoutMs }: { timeoutMs?: number } = {},
): Promise<{ value: T; changes: Changes }> {
  const { patienceMs = 10_000, report } = graph;
  const until = performance.now() + patienceMs;
  let told = false;
  for (let pauseMs = 100; ; pauseMs = Math.min(1_000, pauseMs * 2)) {
    try {
      return await once(graph, mode, work, timeoutMs);
    } catch (error) {
      if (!(error instanceof GraphError) || !isPassing(error) || performance.now() > until) throw error;
      if (error.code === "unreachable" && !told && performance.now() > until - patienceMs + 2_000) {
        report?.(`Neo4j does not answer; it is waited for, for up to ${Math.round(patienceMs / 1000)} s.`);
        told = true;
      }
      await sleep(pauseMs);
    }
  }
}

/** Whether the same may succeed in a moment. */
function isPassing({ code, cause }: GraphError): boolean {
  return code === "unreachable" || (cause instanceof Neo4jError && isRetryableError(cause));
}

async function once<T>(
  graph: Graph,
  mode: "read" | "write",
  work: (run: Run) => Promise<T>,
  timeoutMs: number | undefined,
): Promise<{ value: T; changes: Changes }> {
  const session = graph.driver.session({
    defaultAccessMode: mode === "read" ? neo4j.session.READ : neo4j.session.WRITE,
    ...(graph.database === undefined ? {} : { database: graph.database }),
  });
  const config = timeoutMs === undefined ? {} : { timeout: timeoutMs };
  const attempt = async (tx: ManagedTransaction) => {
    const changes = noChanges();
    const value = await work((query, params) => runInside(tx, query, params, changes));
    return { value, changes };
  };
  try {
    return mode === "read" ? await session.executeRead(attempt, config) : await session.executeWrite(attempt, config);
  } catch (error) {
    throw translateError(error);
  } finally {
    await session.close();
  }
}

async function runInside<In, Row>(tx: ManagedTransaction, query: Query<In, Row>, params: In, changes: Changes) {
  const given = query.params.safeParse(params);
  if (!given.success) {
    throw new GraphError("bad_params", `Wrong parameters: ${firstIssue(given.error)}.`, { cause: given.error });
  }
  const result = await tx.run(query.cypher, given.data).catch((error: unknown) => {
    const failure = translateError(error);
    if (query.taken && failure instanceof GraphError && failure.code === "conflict") throw query.taken(params);
    throw error; // the driver itself must see a failure that may pass, to try again
  });
  if (!query.bookkeeping) addChanges(changes, result.summary);
  if (query.empty && result.records.length === 0) throw query.empty(params);
  return result.records.map((record) => {
    // Twenty thousand records are read five times as fast as by `toObject`.
    const value: Record<PropertyKey, unknown> = {};
    for (let at = 0; at < record.length; at++) value[record.keys[at]!] = record.get(at);
    const row = query.row.safeParse(value);
    if (row.success) return row.data;
    const message = `The graph holds something this version does not expect: ${firstIssue(row.error)}.`;
    throw new GraphError("unexpected_row", message, { cause: row.error });
  });
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0]!;
  return `${issue.path.join(".") || "value"}: ${issue.message}`;
}

function noChanges(): Changes {
  return {
    nodesCreated: 0,
    nodesDeleted: 0,
    relationshipsCreated: 0,
    relationshipsDeleted: 0,
    propertiesSet: 0,
    labelsAdded: 0,
  };
}

function addChanges(changes: Changes, summary: ResultSummary): void {
  const counted = summary.counters.updates();
  for (const key of Object.keys(changes) as (keyof Changes)[]) changes[key] += counted[key] ?? 0;
}
