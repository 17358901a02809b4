import { type GraphFailure, graphFailures } from "../graph/index.ts";
import { type IngestFailure, ingestFailures } from "../ingest/index.ts";
import { type ServerFailure, serverFailures } from "./errors.ts";

/** A row of a table of failures. */
export interface Failure {
  /** For code to branch on. Two folders may use one code, each with its own row. */
  code: string;
  /** HTTP's: 4xx is the caller's fault. */
  status: number;
  /** Whether the same may succeed later. */
  retry: boolean;
  /** What the HTTP API returns where that is not `status`. */
  apiStatus?: number;
}

/**
 * The row of an error's own table, or undefined for an error that is not of our classes: each of
 * ours knows its row.
 */
export function failureOf(error: unknown): Failure | undefined {
  if (!(error instanceof Error) || !("code" in error && "failure" in error)) return undefined;
  const { code, failure } = error as { code: unknown; failure: Partial<Failure> | undefined };
  if (typeof code !== "string" || typeof failure?.status !== "number") return undefined;
  return { code, ...(failure as Omit<Failure, "code">) };
}

/** Failures that a caller of something should expect, by the table that they are in. */
export interface ExpectedFailures {
  graph?: readonly GraphFailure[];
  ingest?: readonly IngestFailure[];
  server?: readonly ServerFailure[];
}

/** Their rows. */
export function rowsOf({ graph = [], ingest = [], server = [] }: ExpectedFailures): Failure[] {
  return [
    ...graph.map((code) => ({ code, ...graphFailures[code] })),
    ...ingest.map((code) => ({ code, ...ingestFailures[code] })),
    ...server.map((code) => ({ code, ...serverFailures[code] })),
  ];
}
