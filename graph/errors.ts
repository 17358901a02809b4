/**
 * Every way the graph can fail, and what a caller may do about it; `status` is HTTP's: 4xx is the
 * caller's fault. `apiStatus` is what the HTTP API returns instead, where a request meets what only
 * the server's own user can mend.
 */
export const graphFailures = {
  java_missing: { status: 503, retry: false },
  java_too_old: { status: 503, retry: false },
  library_missing: { status: 503, retry: false },
  port_taken: { status: 409, retry: true, apiStatus: 503 },
  already_locked: { status: 409, retry: true, apiStatus: 503 },
  wrong_password: { status: 401, retry: false, apiStatus: 503 },
  unreachable: { status: 503, retry: true },
  start_failed: { status: 503, retry: true },
  unknown_database: { status: 404, retry: false, apiStatus: 503 },
  bad_query: { status: 422, retry: false },
  bad_params: { status: 422, retry: false },
  write_refused: { status: 403, retry: false },
  query_timeout: { status: 408, retry: true },
  result_too_large: { status: 413, retry: false },
  too_many_readers: { status: 429, retry: true },
  conflict: { status: 409, retry: false },
  depended_on: { status: 409, retry: false },
  not_found: { status: 404, retry: false },
  newer_schema: { status: 409, retry: false, apiStatus: 503 },
  query_failed: { status: 500, retry: true },
  unexpected_row: { status: 500, retry: false },
} as const;
export type GraphFailure = keyof typeof graphFailures;

/**
 * A failure of the graph: code branches on `code`, people read `message`, the first error travels
 * along as `cause`.
 */
export class GraphError extends Error {
  override readonly name = "GraphError";
  readonly code: GraphFailure;

  constructor(code: GraphFailure, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }

  /** The row of the table. */
  get failure(): { status: number; retry: boolean; apiStatus?: number } {
    return graphFailures[this.code];
  }
}
