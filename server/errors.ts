/**
 * Every way the server's own code can fail; `status` is HTTP's: 4xx is the caller's fault (exit
 * code 2 on the command line).
 */
export const serverFailures = {
  bad_input: { status: 400, retry: false },
  bad_request: { status: 422, retry: false },
  unknown_model: { status: 404, retry: false },
  damaged_model: { status: 422, retry: false },
  data_changed: { status: 409, retry: false },
  unknown_study: { status: 404, retry: false },
  unknown_method: { status: 404, retry: false },
  unknown_layer: { status: 422, retry: false },
  unknown_job: { status: 404, retry: false },
  study_exists: { status: 409, retry: false },
  study_running: { status: 409, retry: true },
  study_needed: { status: 409, retry: false },
  study_differs: { status: 409, retry: false },
  no_embedding: { status: 404, retry: false },
  nothing_to_search: { status: 422, retry: false },
  not_ready: { status: 503, retry: true },
  provisioning_failed: { status: 500, retry: true },
  missing_tool: { status: 500, retry: false },
  job_refused: { status: 422, retry: false },
  scheme_refused: { status: 422, retry: false },
  job_failed: { status: 500, retry: true },
  training_process_died: { status: 500, retry: true },
  scheme_poisonous: { status: 422, retry: false },
  lease_lost: { status: 409, retry: false },
  unknown_artifact: { status: 404, retry: false },
  queue_unusable: { status: 503, retry: true },
} as const;
export type ServerFailure = keyof typeof serverFailures;

/** A failure of the server's own code: `code` is for code, `message` for people. */
export class ServerError extends Error {
  override readonly name: string = "ServerError";
  readonly code: ServerFailure;

  constructor(code: ServerFailure, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }

  /** The row of the table. */
  get failure(): { status: number; retry: boolean } {
    return serverFailures[this.code];
  }
}

/** Input that can't be used: the message is one sentence: what, where and what to do. */
export class BadInput extends ServerError {
  override readonly name = "BadInput";

  constructor(message: string, options?: { cause?: unknown }) {
    super("bad_input", message, options);
  }
}
