export {
  listIngests,
  rollbackIngest as rollback,
  showIngest,
  unmergeEntities as unmerge,
} from "../graph/index.ts";
export { builtinSources, type InitOptions, initGraph } from "./builtin.ts";
export { type Card, cardSchema, type Hyperparameter, readCard, type Technique } from "./card.ts";
export { type Document, readDocument, type Source } from "./document.ts";
export { IngestError, type IngestFailure, ingestFailures } from "./errors.ts";
export { countStrategies, expand, missingOperators, mostStrategies, stepsUnder } from "./expand.ts";
export type { Duplicate, ResolvedName } from "./introduce.ts";
export type { Located } from "./located-yaml.ts";
export { merge } from "./merge.ts";
export {
  type AliasTable,
  aliasTable,
  type Candidate,
  type Resolution,
} from "./name-table.ts";
export { normaliseName, similarity } from "./names.ts";
export { type PaperResults, paperResultsSchema, readPaperResults } from "./paper-results.ts";
export { type Ingested, type IngestOptions, ingest, ingestCard } from "./write.ts";
