export { auditedRow } from "./audited-row.ts";
export { type Connection, connect } from "./connect.ts";
export { type Java, leastJava, lookForJava } from "./embedded/java.ts";
export {
  acquireGraphServer,
  type EmbeddedStatus,
  embeddedStatus,
  type GraphServer,
  startEmbedded,
  stopEmbedded,
} from "./embedded/launcher.ts";
export type { EmbeddedOptions, EmbeddedServer } from "./embedded/start.ts";
export { type EmbeddingRun, saveEmbedding } from "./embedding.ts";
export { GraphError, type GraphFailure, graphFailures } from "./errors.ts";
export { type ExportFormat, exportFormatNames, exportFormats } from "./export/formats.ts";
export { graphml } from "./export/graphml.ts";
export { graphologyGraph } from "./export/graphology.ts";
export { mlSchema } from "./export/ml-schema.ts";
export {
  nodesOfRows,
  readSubgraph,
  type Selection,
  type Subgraph,
  type SubgraphLink,
  type SubgraphNode,
  type SubgraphOptions,
} from "./export/subgraph.ts";
export {
  batches,
  type ChangedLink,
  type ChangedNode,
  type Facts,
  type FactsOptions,
  type KnowledgeLabel,
  type KnowledgeLink,
  type LinkFact,
  type NodeFact,
  type Plan,
  type PropertyValue,
} from "./facts.ts";
export { showIngest } from "./find-ingest.ts";
export type { IngestAbout, RecordedIngest } from "./ingest-record.ts";
export type { Journal, LinkName, NodeName } from "./journal.ts";
export { knowledgeOnly } from "./knowledge-only.ts";
export { ask } from "./library/ask.ts";
export { exampleParameters } from "./library/example.ts";
export { fieldFromText, type ParameterInWords, parametersFromText, parametersInWords } from "./library/from-text.ts";
export { namedQueries } from "./library/named-queries.ts";
export { labelOf, type NamedLabel, type NamedQuery } from "./library/named-query.ts";
export { type PlanStep, profile } from "./library/plan.ts";
export { type Merged, mergeEntities, unmergeEntities } from "./merge.ts";
export { mergedLabel, type NamedKind, namedKinds, namedLabels } from "./named-kinds.ts";
export type { Json } from "./plain-value.ts";
export { allTriples } from "./queries/all-triples.ts";
export { auditedResults } from "./queries/audited-results.ts";
export { beatStudy } from "./queries/beat-study.ts";
export { bestTrials } from "./queries/best-trials.ts";
export { claimStudy } from "./queries/claim-study.ts";
export { comparableResults } from "./queries/comparable-results.ts";
export { createStudy } from "./queries/create-study.ts";
export { currentEmbeddingRun } from "./queries/current-embedding-run.ts";
export { experienceLeftOut, type LeftOutReason, leftOutReasons } from "./queries/experience-left-out.ts";
export { experienceRows } from "./queries/experience-rows.ts";
export { findTrialByEvaluationKey } from "./queries/find-trial-by-evaluation-key.ts";
export { graphStats } from "./queries/graph-stats.ts";
export { heldContradictions } from "./queries/held-contradictions.ts";
export { knownVocabulary } from "./queries/known-vocabulary.ts";
export { listContradictions } from "./queries/list-contradictions.ts";
export { listEmbeddingRuns } from "./queries/list-embedding-runs.ts";
export { listIngests } from "./queries/list-ingests.ts";
export { listMethods } from "./queries/list-methods.ts";
export { listPapers } from "./queries/list-papers.ts";
export { listResults } from "./queries/list-results.ts";
export { listStrategies } from "./queries/list-strategies.ts";
export { listStudies } from "./queries/list-studies.ts";
export { listTasks } from "./queries/list-tasks.ts";
export { mergeTask } from "./queries/merge-task.ts";
export { namedEntities } from "./queries/named-entities.ts";
export { namesInPapers } from "./queries/names-in-papers.ts";
export { nearestStrategies } from "./queries/nearest-strategies.ts";
export { outcomesOnTask } from "./queries/outcomes-on-task.ts";
export { pinEmbedding } from "./queries/pin-embedding.ts";
export { recordEmbeddingRun } from "./queries/record-embedding-run.ts";
export { recordTrial } from "./queries/record-trial.ts";
export { releaseStudy } from "./queries/release-study.ts";
export { removeContradictions } from "./queries/remove-contradictions.ts";
export { reportedBaselines } from "./queries/reported-baselines.ts";
export { requestStop } from "./queries/request-stop.ts";
export { resultsOfPaper } from "./queries/results-of-paper.ts";
export { searchNames } from "./queries/search-names.ts";
export { setStudyState } from "./queries/set-study-state.ts";
export { showStudy } from "./queries/show-study.ts";
export { strategiesForSearch } from "./queries/strategies-for-search.ts";
export { strategyById } from "./queries/strategy-by-id.ts";
export { strategyDetails } from "./queries/strategy-details.ts";
export { strategyVectors } from "./queries/strategy-vectors.ts";
export { subjectsOfResults } from "./queries/subjects-of-results.ts";
export { takeIngestLock } from "./queries/take-ingest-lock.ts";
export { trialsOfStudy } from "./queries/trials-of-study.ts";
export { writeContradictions } from "./queries/write-contradictions.ts";
export { writeVectors } from "./queries/write-vectors.ts";
export { type Changes, type Graph, type Query, query, type Run, run, runOne, transaction } from "./query.ts";
export { type ReadOnlyOptions, type ReadOnlyResult, readOnly } from "./read-only.ts";
export { rollbackIngest, type UndoOptions } from "./rollback.ts";
export { migrate, migrations, type SchemaOptions } from "./schema.ts";
export { type RecordedStudy, type StudyState, studyStates } from "./study.ts";
export { taskFeatures } from "./task-features.ts";
export { type RecordedTrial, schemeId, startScheme } from "./trial.ts";
export * from "./vocabulary.ts";
export { deriveAndWrite, ingestTimeoutMs, type WriteOptions, type Written, writeFacts } from "./write-facts.ts";
