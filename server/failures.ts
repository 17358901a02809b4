import { compressFailures } from "../compress/index.ts";
import { datasetFailures } from "../datasets/index.ts";
import { embedFailures } from "../embed/index.ts";
import { graphFailures } from "../graph/index.ts";
import { ingestFailures } from "../ingest/index.ts";
import { searchFailures } from "../search/index.ts";
import { serverFailures } from "./errors.ts";

/** Every failure of every folder, by its code. */
export const failures: Record<string, { status: number; retry: boolean }> = {
  ...compressFailures,
  ...datasetFailures,
  ...embedFailures,
  ...graphFailures,
  ...ingestFailures,
  ...searchFailures,
  ...serverFailures,
};

/** What the table says of an error, or undefined when it is none of ours. */
export function failureOf(error: unknown): { code: string; status: number; retry: boolean } | undefined {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return undefined;
  const row = failures[error.code];
  return row && { code: error.code, ...row };
}
