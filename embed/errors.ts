/** Every way learning can fail, and what a caller may do about it. */
export const embedFailures = {
  bad_options: { status: 422, retry: false },
  no_triples: { status: 422, retry: false },
  bad_triple: { status: 422, retry: false },
  bad_experience: { status: 422, retry: false },
  bad_vector: { status: 422, retry: false },
  no_experience: { status: 409, retry: false },
  nothing_new: { status: 409, retry: false },
  bad_checkpoint: { status: 409, retry: false },
  diverged: { status: 500, retry: false },
} as const;

/** A failure of this folder: code branches on `code`, people read `message`. */
export class EmbedError extends Error {
  override readonly name = "EmbedError";
  readonly code: keyof typeof embedFailures;

  constructor(code: keyof typeof embedFailures, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  /** The row of the table. */
  get failure(): { status: number; retry: boolean } {
    return embedFailures[this.code];
  }
}
