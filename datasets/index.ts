export type { FetchProgress } from "./archive.ts";
export {
  type Dataset,
  type DatasetName,
  type DatasetOptions,
  datasetNames,
  datasetOptions,
  type ImageShape,
  type Split,
} from "./dataset.ts";
export { type DatasetDescription, describeDataset, describeDatasets, fetchDataset } from "./describe.ts";
export { DatasetError, type DatasetFailure, datasetFailures } from "./errors.ts";
export { openDataset } from "./open.ts";
