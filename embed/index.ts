export { dataHash } from "./data-hash.ts";
export type { Embedding, EmbedMetrics } from "./embedding.ts";
export { EmbedError, embedFailures } from "./errors.ts";
export { type LinkPrediction, linkPrediction, type RankSummary } from "./evaluate.ts";
export { type EmbedContext, type EmbedProgress, type Knowledge, learn } from "./learn.ts";
export { type EmbedOptions, type EmbedSettings, embedOptions, readOptions } from "./options.ts";
export { fitTaskScale, paperTaskScale, type TaskScale, taskVector } from "./task.ts";
export type { TransR } from "./transr.ts";
export { groupTriples, type NamedTriple, type Names, nameTriples, type TripleSet } from "./triples.ts";
