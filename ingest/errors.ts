/**
 * Every way ingesting knowledge can fail, and what a caller may do about it; `status` is HTTP's:
 * 4xx is the caller's fault.
 */
export const ingestFailures = {
  unreadable: { status: 404, retry: false },
  bad_yaml: { status: 422, retry: false },
  bad_card: { status: 422, retry: false },
  unknown_reference: { status: 422, retry: false },
  too_many_strategies: { status: 422, retry: false },
  contradiction: { status: 409, retry: false },
  bad_document: { status: 422, retry: false },
  too_large: { status: 413, retry: false },
  duplicate: { status: 409, retry: false },
} as const;
export type IngestFailure = keyof typeof ingestFailures;

/**
 * A card or file of results that was refused: code branches on `code`; `message` is one sentence
 * that begins with file and line.
 */
export class IngestError extends Error {
  override readonly name = "IngestError";
  readonly code: IngestFailure;

  constructor(code: IngestFailure, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }

  /** The row of the table. */
  get failure(): { status: number; retry: boolean } {
    return ingestFailures[this.code];
  }
}
