import type { Logger } from "pino";
import type { z } from "zod";
import type { Graph } from "../../graph/index.ts";
import type { Artifacts } from "../artifacts/store.ts";
import type { Environment } from "../config.ts";
import type { Jobs } from "../jobs/jobs.ts";
import type { StudyRunner } from "../study/runner.ts";
import type { RunTraining } from "../training/lane.ts";
import type { Contract, Upload } from "./contracts/contract.ts";
import type { Metrics } from "./metrics.ts";
import type { Uploaded } from "./upload.ts";

/** What the API works with. */
export interface ApiDependencies {
  graph: Graph;
  studies: StudyRunner;
  artifacts: Artifacts;
  /** Long work that was asked for here. */
  jobs: Jobs;
  /** Does a job of the training process, one at a time. */
  training: RunTraining;
  /** What is counted of the requests. */
  metrics: Metrics;
  /** AUTOMC_HOME. */
  home: string;
  /** A folder of this server alone, for what it receives and what is made to be downloaded; it goes with the server. */
  scratch: string;
  /** The environment that a process of ours is started with. */
  environment: Environment;
  /** AutoMC's own version. */
  version: string;
  /** Folder of the built page; without it there is only the API. */
  page?: string | undefined;
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

/** A document as it is sent. */
export interface SentDocument {
  mediaType: string;
  text: string;
}

/** A file as it is sent, under a name for whoever stores it. */
export interface SentFile {
  mediaType: string;
  name: string;
  bytes: Buffer;
}

/** A contract, and what keeps it. */
export interface Route {
  contract: Contract;
  handle(request: Checked<unknown, unknown, unknown>): unknown;
  /** What names the answer as it is now, cheaper than the answer; undefined where nothing does. */
  version?(request: Checked<unknown, unknown, unknown>): Promise<string | undefined>;
}

type Output<S> = S extends z.ZodType ? z.output<S> : S extends Upload ? Uploaded : undefined;

type Kept<A> = A extends z.ZodType
  ? Promise<z.input<A>>
  : A extends { events: unknown }
    ? AsyncIterable<ServerSentEvent>
    : A extends { documents: unknown }
      ? Promise<SentDocument>
      : Promise<SentFile>;

/** The route of a contract; the types of what it receives and returns follow from the contract. */
export function route<P, Q, B, A>(
  contract: { params: P; query: Q; body: B; answer: A },
  handle: (request: Checked<Output<P>, Output<Q>, Output<B>>) => Kept<A>,
): Route {
  return { contract, handle } as unknown as Route;
}

/** Such a route of JSON whose answer is made once for each `version`, and kept. */
export function keptRoute<P, Q, A extends z.ZodType>(
  contract: { params: P; query: Q; body: undefined; answer: A },
  version: (request: Checked<Output<P>, Output<Q>, undefined>) => Promise<string | undefined>,
  handle: (request: Checked<Output<P>, Output<Q>, undefined>) => Promise<z.input<A>>,
): Route {
  return { contract, handle, version } as unknown as Route;
}

/** The route of a list: `handle` returns all its rows, which are filtered, sorted and cut into pages afterwards. */
export function listRoute<P, Q, A>(
  contract: { params: P; query: Q; answer: A; list?: unknown },
  handle: (request: Checked<Output<P>, Output<Q>, undefined>) => Promise<readonly Row<A>[]>,
): Route {
  return { contract, handle } as unknown as Route;
}

type Row<A> =
  A extends z.ZodObject<infer Shape>
    ? { [Key in Exclude<keyof Shape, "next">]: Shape[Key] extends z.ZodArray<infer R> ? z.input<R> : never }[Exclude<
        keyof Shape,
        "next"
      >]
    : never;
