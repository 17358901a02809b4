export { type CostComparison, comparison, type LatencyChange } from "./cost/compare.ts";
export { type Cost, countCost, type LayerCost } from "./cost/count.ts";
export { type InferenceEngine, inferenceEngines } from "./cost/inference.ts";
export { type Latency, type LatencyOptions, measureLatencies, measureLatency } from "./cost/latency.ts";
export { peakMemory } from "./cost/peak-memory.ts";
export { type CostSheet, type CostSheetOptions, costSheet, costSheets } from "./cost/sheet.ts";
export { CompressError, type CompressFailure, compressFailures } from "./errors.ts";
export { type ExportRequest, exportModel } from "./export/export-model.ts";
export type { DataTerms, ExportedFile, ExportFacts, MeasuredModel } from "./export/facts.ts";
export { type ExportFormat, exportFormats } from "./export/formats.ts";
export type { Difference, Parity } from "./export/parity.ts";
export { importModel } from "./import/import-model.ts";
export { registerLayers } from "./model/layers/register-layers.ts";
export { buildNetwork, type NetworkId, type NetworkOptions, networkIds } from "./models/network.ts";
export type { Operator, Workbench } from "./operator.ts";
export { operators } from "./operators/index.ts";
export {
  type Allocation,
  type AllocationChoice,
  type AllocationTarget,
  allocations,
  chooseCuts,
} from "./prune/allocation.ts";
export type { Fixed } from "./prune/coupling.ts";
export type { ChannelCut } from "./prune/cuts.ts";
export { type DependencyGraph, dependencyGraph, type Group, type Member, makersOf } from "./prune/dependency-graph.ts";
export { recalibrateBatchNorm } from "./prune/recalibration.ts";
export { leastLeft } from "./prune/removal.ts";
export { type ChannelScores, type ScoreInput, type ScoreName, scoreNames, scores } from "./prune/scores/index.ts";
export {
  ratesWithin,
  type Sensitivity,
  type SensitivityCurve,
  type SensitivityOptions,
  sensitivity,
} from "./prune/sensitivity.ts";
export { copyModel, removeChannels, zeroChannels } from "./prune/surgery.ts";
export { checkSteps, runSteps, type SchemeResult, type Stage } from "./scheme.ts";
export { loadModel, saveModel } from "./store/artifact.ts";
export { type ModelCard, modelCard } from "./store/model-card.ts";
export { batches as trainingBatches } from "./training/batches.ts";
export type { Loss } from "./training/loss.ts";
export { measureAccuracy } from "./training/measure.ts";
export type { TrainOptions, TrainPlan, TrainProgress, TrainResult } from "./training/plan.ts";
export { fitWithStockTensorFlow, liveTensors, tensorflowVersions } from "./training/stock-fit.ts";
export { trainModel } from "./training/train.ts";
