import type { Logger } from "pino";
import type { z } from "zod";
import type { Graph } from "../../graph/index.ts";
import type { ExpectedFailures } from "../failures.ts";
import type { StudyRunner } from "../study/runner.ts";

/** What the API works with. */
export interface ApiDependencies {
  graph: Graph;
  studies: StudyRunner;
  /** Folder of fetched data sets (AUTOMC_HOME/datasets). */
  datasetsHome: string;
  /** AutoMC's own version. */
  version: string;
  /** Every request but `/healthz` must carry it as `Authorization: Bearer`, where it is set. */
  token?: string | undefined;
  log: Logger;
  /** How often an event stream looks at the graph although there was no news. Default 2,000 ms. */
  pollMs?: number | undefined;
  /**
   * How often an idle event stream sends a comment, so that nobody between takes it for dead.
   * Default 15,000 ms.
   */
  heartbeatMs?: number | undefined;
}

/** A request after its checks. */
export interface Checked<P, Q, B> {
  params: P;
  query: Q;
  body: B;
  deps: ApiDependencies;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Fires when the client has gone. */
  signal: AbortSignal;
}

/** One message of a stream of server-sent events. */
export interface ServerSentEvent {
  event: string;
  data: unknown;
  id?: string;
}

/**
 * One address of the API with one method: the application and the OpenAPI document are both made
 * from a list of these.
 */
export interface Route {
  method: "get" | "post";
  /** As OpenAPI writes it: `/api/v1/methods/{id}`. */
  path: string;
  /** OpenAPI's operationId. */
  id: string;
  tag: string;
  summary: string;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  status: 200 | 201 | 202;
  /** What a caller should expect of this route, besides the failures of every route. */
  failures: ExpectedFailures;
  /**
   * Shape of the answer, or of the stream's messages by event name, or the media types of a
   * document.
   */
  answer: z.ZodType | { events: Record<string, z.ZodType> } | { documents: readonly string[] };
  handle(request: Checked<unknown, unknown, unknown>): Promise<unknown> | AsyncIterable<ServerSentEvent>;
}

/** A document as it is sent. */
export interface SentDocument {
  mediaType: string;
  text: string;
}

type Output<S> = S extends z.ZodType ? z.output<S> : undefined;

/**
 * Defines a route whose answer is JSON; the handler's types follow from the schemas. `location` is
 * the Location header of a 201.
 */
export function route<
  R extends z.ZodType,
  P extends z.ZodObject | undefined = undefined,
  Q extends z.ZodObject | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
>(definition: {
  method: Route["method"];
  path: string;
  id: string;
  tag: string;
  summary: string;
  params?: P;
  query?: Q;
  body?: B;
  status?: Route["status"];
  failures?: ExpectedFailures;
  answer: R;
  handle(request: Checked<Output<P>, Output<Q>, Output<B>>): Promise<z.input<R>>;
}): Route {
  return { status: 200, failures: {}, ...definition } as unknown as Route;
}

/** Defines a route whose answer is a stream of server-sent events. */
export function eventRoute<P extends z.ZodObject | undefined = undefined>(definition: {
  path: string;
  id: string;
  tag: string;
  summary: string;
  params?: P;
  failures?: ExpectedFailures;
  answer: { events: Record<string, z.ZodType> };
  handle(request: Checked<Output<P>, undefined, undefined>): AsyncIterable<ServerSentEvent>;
}): Route {
  return { method: "get", status: 200, failures: {}, ...definition } as unknown as Route;
}

/**
 * Defines a route whose answer is a document of one of several media types, which the request
 * chooses.
 */
export function documentRoute<Q extends z.ZodObject>(definition: {
  path: string;
  id: string;
  tag: string;
  summary: string;
  query: Q;
  failures?: ExpectedFailures;
  answer: { documents: readonly string[] };
  handle(request: Checked<undefined, z.output<Q>, undefined>): Promise<SentDocument>;
}): Route {
  return { method: "get", status: 200, failures: {}, ...definition } as unknown as Route;
}
