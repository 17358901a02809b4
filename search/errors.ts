/**
 * Every way a search can fail, and what a caller may do about it. `status` is HTTP-like: 4xx is the
 * caller's fault.
 */
export const searchFailures = {
  bad_input: { status: 422, retry: false },
  bad_point: { status: 422, retry: false },
} as const;

/**
 * What `search` throws: `code` to branch on, `message` to read, `cause` where there was an earlier
 * error.
 */
export class SearchError extends Error {
  override readonly name = "SearchError";
  readonly code: keyof typeof searchFailures;

  constructor(code: keyof typeof searchFailures, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  /** The row of the table. */
  get failure(): { status: number; retry: boolean } {
    return searchFailures[this.code];
  }
}
