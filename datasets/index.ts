export { type Augmentation, augmentations } from "./augmentation.ts";
export { type Dataset, type DatasetInMemory, type DatasetOptions, datasetNames, type Split } from "./dataset.ts";
export { describeDataset, describeDatasets, fetchDataset } from "./describe.ts";
export { DatasetError } from "./errors.ts";
export { isOfficial } from "./locate.ts";
export { openDataset } from "./open.ts";
export { addDataset, removeDataset } from "./own/add.ts";
export { type Colour, type Crop, colours, crops } from "./own/image.ts";
export type { AddReport } from "./own/report.ts";
