export { type Dataset, type DatasetOptions, datasetNames, type Split } from "./dataset.ts";
export { describeDataset, describeDatasets, fetchDataset } from "./describe.ts";
export { DatasetError } from "./errors.ts";
export { openDataset } from "./open.ts";
