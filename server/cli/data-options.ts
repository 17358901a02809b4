import { resolve } from "node:path";
import { type DatasetRequest, datasetRequest } from "../artifacts/dataset-request.ts";
import { BadInput } from "../errors.ts";

/** The command line's options that choose data. */
export interface DataOptions {
  data: string;
  path?: string;
  sample: number;
  trainCount?: number;
  testCount?: number;
  validation: number;
}

/**
 * The data that the options name. A path is taken from the current folder.
 *
 * @throws BadInput for an option that can't be used.
 */
export function datasetFrom({ data, path, sample, trainCount, testCount, validation }: DataOptions): DatasetRequest {
  const parsed = datasetRequest.safeParse({
    name: data,
    sample,
    validationFraction: validation,
    ...(path !== undefined && { path: resolve(path) }),
    ...(trainCount !== undefined && { trainCount }),
    ...(testCount !== undefined && { testCount }),
  });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new BadInput(`--${issue?.path.join(".")}: ${issue?.message}.`);
}
