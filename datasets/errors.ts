/** Every way opening or fetching a data set can fail, and what a caller may do about it. */
export const datasetFailures = {
  bad_options: { status: 422, retry: false },
  unknown_dataset: { status: 404, retry: false },
  not_present: { status: 404, retry: false },
  bad_file: { status: 422, retry: false },
  too_few_images: { status: 422, retry: false },
  wrong_checksum: { status: 422, retry: false },
  download_failed: { status: 502, retry: true },
  busy: { status: 503, retry: true },
} as const;

export type DatasetFailure = keyof typeof datasetFailures;

/** A failure of this folder; `message` is one sentence: what, where and what to do. */
export class DatasetError extends Error {
  override readonly name = "DatasetError";
  readonly code: DatasetFailure;

  constructor(code: DatasetFailure, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }

  /** The row of the table. */
  get failure(): { status: number; retry: boolean } {
    return datasetFailures[this.code];
  }
}
