export { builtinSources, type InitOptions, initGraph } from "./builtin.ts";
export { type Card, cardSchema, type Hyperparameter, readCard, type Technique } from "./card.ts";
export { type Document, readDocument, type Source } from "./document.ts";
export { IngestError, type IngestFailure, ingestFailures } from "./errors.ts";
export { countStrategies, expand, missingOperators, mostStrategies, stepsUnder } from "./expand.ts";
export type { Located } from "./located-yaml.ts";
export { type PaperResults, paperResultsSchema, readPaperResults } from "./paper-results.ts";
export { triplesOf } from "./triples.ts";
export { type Ingested, type IngestOptions, ingest, ingestCard } from "./write.ts";
