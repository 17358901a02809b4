/**
 * Every way compression can fail, and what a caller may do about it. `status` is HTTP-like: 4xx is
 * the caller's fault.
 */
export const compressFailures = {
  unknown_operator: { status: 404, retry: false },
  unknown_network: { status: 404, retry: false },
  bad_params: { status: 422, retry: false },
  bad_model: { status: 422, retry: false },
  damaged_model: { status: 422, retry: false },
  bad_data: { status: 422, retry: false },
  unsupported_layer: { status: 422, retry: false },
  nothing_left_to_remove: { status: 422, retry: false },
  training_diverged: { status: 422, retry: false },
  export_differs: { status: 500, retry: false },
  aborted: { status: 499, retry: true },
  native_missing: { status: 503, retry: false },
  out_of_memory: { status: 503, retry: true },
} as const;

/** The name of one failure, for code to branch on. */
export type CompressFailure = keyof typeof compressFailures;

/**
 * A failed compression: `code` is for code, `message` for people, `cause` is the first error where
 * there was one.
 */
export class CompressError extends Error {
  override readonly name = "CompressError";
  readonly code: CompressFailure;

  constructor(code: CompressFailure, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }

  /** The row of the table. */
  get failure(): { status: number; retry: boolean } {
    return compressFailures[this.code];
  }
}

/**
 * The failures by which an operator says that a scheme can't run on a model. Every other one says
 * something of the machine or of files, and nothing of the scheme.
 */
const refusals: readonly CompressFailure[] = [
  "unknown_operator",
  "bad_params",
  "bad_model",
  "unsupported_layer",
  "nothing_left_to_remove",
  "training_diverged",
];

/**
 * Whether a failed run of a scheme means that this scheme can't run on this model, whenever it is
 * tried.
 */
export function refusesScheme(error: unknown): error is CompressError {
  return error instanceof CompressError && refusals.includes(error.code);
}
