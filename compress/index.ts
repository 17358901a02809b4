// Networks and models

export { registerLayers } from "./model/layers/register-layers.ts";
export { layerNames } from "./model/named-weights.ts";
export { buildNetwork, type NetworkId, networkIds } from "./models/network.ts";
export { copyModel, removeChannels, zeroChannels } from "./prune/surgery.ts";
export { loadModel, saveModel } from "./store/artifact.ts";
export { type ModelCard, modelCard } from "./store/model-card.ts";

// Into and out of other formats

export { type ExportRequest, exportModel } from "./export/export-model.ts";
export type { DataTerms, ExportFacts } from "./export/facts.ts";
export { type ExportFormat, exportFormats } from "./export/formats.ts";
export { encodeModel as encodeOnnx } from "./export/onnx/protobuf.ts";
export { importModel } from "./import/import-model.ts";
export { beginsAsOnnx } from "./import/onnx/graph-file.ts";

// What a model costs

export { comparison } from "./cost/compare.ts";
export { countCost } from "./cost/count.ts";
export { inferenceEngines } from "./cost/inference.ts";
export { measureLatencies, measureLatency } from "./cost/latency.ts";
export { peakMemory } from "./cost/peak-memory.ts";
export { type CostSheet, costSheet, costSheets } from "./cost/sheet.ts";

// Schemes: operators one after the other

export { refusesScheme } from "./errors.ts";
export type { Operator, OperatorContext } from "./operator.ts";
export { operators } from "./operators/index.ts";
export { checkSteps, runSteps, type SchemeResult, type Stage } from "./scheme.ts";
export { trainingEpochs } from "./training-epochs.ts";

// Which channels can go, which should, and what that does

export { type AllocationTarget, chooseCuts } from "./prune/allocation.ts";
export type { ChannelCut } from "./prune/cuts.ts";
export { type DependencyGraph, dependencyGraph, type Group, makersOf } from "./prune/dependency-graph.ts";
export { matchingLayers } from "./prune/matching-layers.ts";
export { recalibrateBatchNorm } from "./prune/recalibration.ts";
export { leastLeft } from "./prune/removal.ts";
export { type ChannelScores, scoreNames, scores } from "./prune/scores/index.ts";
export { type Sensitivity, sensitivity } from "./prune/sensitivity.ts";
export { widthLimits } from "./prune/width-limits.ts";

// Training and measuring

export { type Measurement, measureModel, settleAndMeasure, whileSettled } from "./measure-model.ts";
export { batches as trainingBatches } from "./training/batches.ts";
export { hitsOf } from "./training/hits.ts";
export { measureAccuracy } from "./training/measure.ts";
export type { TrainPlan, TrainProgress } from "./training/plan.ts";
export { fitWithStockTensorFlow, liveTensors, tensorflowVersions } from "./training/stock-fit.ts";
export { trainModel } from "./training/train.ts";
