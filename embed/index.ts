export { type Baseline, baselines } from "./baselines.ts";
export { type Checkpoint, type CheckpointStore, checkpointFormat, type EpochLog, type Phase } from "./checkpoint.ts";
export { dataHash } from "./data-hash.ts";
export { type Drift, driftBetween } from "./drift.ts";
export type { Embedding, EmbedMetrics, LearntRelation } from "./embedding.ts";
export { EmbedError, embedFailures } from "./errors.ts";
export { type LinkPrediction, linkPrediction, type RankSummary } from "./evaluate.ts";
export { type Extension, extend, fitNew, type LearntBefore, placeNew, triplesNaming } from "./extend.ts";
export { fitTransR } from "./fit.ts";
export { type Knowledge, learn } from "./learn.ts";
export { modelLearnt } from "./learnt.ts";
export { type EmbedOptions, type EmbedSettings, embedOptions, readOptions } from "./options.ts";
export type { EmbedContext, EmbedProgress } from "./phase.ts";
export { splitTriples } from "./split.ts";
export { fitTaskScale, paperTaskScale, type TaskScale, taskVector } from "./task.ts";
export type { TransR } from "./transr.ts";
export { groupTriples, type NamedTriple, type Names, nameTriples, type TripleSet } from "./triples.ts";
export {
  type ExperienceValidation,
  type UnseenError,
  validateExperience,
  variants,
} from "./validate-experience.ts";
