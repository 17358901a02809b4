// Words that all folders share

export { ids } from "./ids.ts";
export {
  type Contradiction,
  type EntityKey,
  type EntityLabel,
  type Experience,
  entityKey,
  type FlopsConvention,
  flopsConventions,
  type Relation,
  relations,
  type SchemeId,
  type SettingValue,
  type Step,
  type Strategy,
  type StrategyId,
  type StudyName,
  settingId,
  strategyId,
  type TaskFeatures,
  type Triple,
} from "./vocabulary.ts";

// Connections, queries and transactions

export { type Connection, connect } from "./driver/connect.ts";
export type { Json } from "./driver/plain-value.ts";
export { responds } from "./driver/pulse.ts";
export { type Changes, type Graph, type Query, query, type Run, run, runOne, transaction } from "./driver/query.ts";
export { GraphError, type GraphFailure, graphFailures } from "./errors.ts";
export { migrate, migrations } from "./migrations/migrate.ts";

// A reader's own Cypher, within limits that hold

export { readOnly } from "./reading/read-only.ts";
export { Readers } from "./reading/readers.ts";
export { Supervisor } from "./reading/supervisor.ts";
export { serveReader } from "./reading/thread.ts";

// The Neo4j that AutoMC starts itself

export { leastJava, lookForJava } from "./embedded/java.ts";
export {
  acquireGraphServer,
  embeddedStatus,
  type GraphServer,
  startEmbedded,
  stopEmbedded,
} from "./embedded/launcher.ts";
export type { EmbeddedOptions } from "./embedded/start.ts";

// What the graph holds: methods, papers, results, tasks

export { type GraphSchema, graphSchema } from "./queries/catalogue/graph-schema.ts";
export { graphStats } from "./queries/catalogue/graph-stats.ts";
export { listMethods } from "./queries/catalogue/list-methods.ts";
export { listPapers } from "./queries/catalogue/list-papers.ts";
export { listResults } from "./queries/catalogue/list-results.ts";
export { listStrategies } from "./queries/catalogue/list-strategies.ts";
export { listTasks } from "./queries/catalogue/list-tasks.ts";
export { outcomesOnTask } from "./queries/catalogue/outcomes-on-task.ts";
export { searchNames } from "./queries/catalogue/search-names.ts";
export { familyId } from "./rows/family-id.ts";
export { knowledgeOnly } from "./rows/runnable.ts";
export { taskFeatures } from "./rows/task-features.ts";

// Changing knowledge: facts, ingests, merges and undoing them

export { difference } from "./changes/difference.ts";
export {
  batches,
  type ChangedLink,
  type ChangedNode,
  countsOf,
  type Facts,
  type FactsOptions,
  type LinkFact,
  type NodeFact,
  type Plan,
} from "./changes/facts.ts";
export { showIngest } from "./changes/find.ts";
export type { Journal, LinkName, NodeName } from "./changes/journal.ts";
export { type Merged, mergeEntities, unmergeEntities } from "./changes/merge.ts";
export { type IngestAbout, type RecordedIngest, recordDifference } from "./changes/record.ts";
export { rollbackIngest } from "./changes/rollback.ts";
export { changeKnowledge } from "./changes/transaction.ts";
export { type Written, writeDifference, writeFacts, writeTries } from "./changes/write.ts";
export { knownVocabulary } from "./queries/ingest/known-vocabulary.ts";
export { listIngests } from "./queries/ingest/list-ingests.ts";
export { namedEntities } from "./queries/ingest/named-entities.ts";
export { namesInPapers } from "./queries/ingest/names-in-papers.ts";
export { resultsOfPaper } from "./queries/ingest/results-of-paper.ts";
export { mergedLabel, type NamedKind, namedKinds, namedLabels } from "./rows/named-kinds.ts";
export type { PropertyValue } from "./rows/property-value.ts";

// Published results as the auditor reads them, and contradictions

export { auditedResults } from "./queries/audit/audited-results.ts";
export { comparableResults } from "./queries/audit/comparable-results.ts";
export { heldContradictions } from "./queries/audit/held-contradictions.ts";
export { listContradictions } from "./queries/audit/list-contradictions.ts";
export { removeContradictions } from "./queries/audit/remove-contradictions.ts";
export { reportedBaselines } from "./queries/audit/reported-baselines.ts";
export { subjectsOfResults } from "./queries/audit/subjects-of-results.ts";
export { writeContradictions } from "./queries/audit/write-contradictions.ts";

// Embeddings: what is learned from, and vectors

export { saveEmbedding } from "./embedding.ts";
export { allTriples } from "./queries/embedding/all-triples.ts";
export { currentEmbeddingRun } from "./queries/embedding/current-embedding-run.ts";
export { experienceLeftOut, type LeftOutReason, leftOutReasons } from "./queries/embedding/experience-left-out.ts";
export { experienceRows } from "./queries/embedding/experience-rows.ts";
export { listEmbeddingRuns } from "./queries/embedding/list-embedding-runs.ts";
export { nearestStrategies } from "./queries/embedding/nearest-strategies.ts";
export { recordEmbeddingRun } from "./queries/embedding/record-embedding-run.ts";
export { strategyById } from "./queries/embedding/strategy-by-id.ts";
export { strategyDetails } from "./queries/embedding/strategy-details.ts";
export { strategyVectors } from "./queries/embedding/strategy-vectors.ts";

// Evaluations that workers compute

export { cancelEvaluation } from "./queries/evaluation/cancel-evaluation.ts";
export { commitEvaluation } from "./queries/evaluation/commit-evaluation.ts";
export { evaluationStates } from "./queries/evaluation/evaluation-states.ts";
export { forgetEvaluations } from "./queries/evaluation/forget-evaluations.ts";
export { giveBackEvaluation } from "./queries/evaluation/give-back-evaluation.ts";
export { leaseEvaluation, nextEvaluation } from "./queries/evaluation/lease-evaluation.ts";
export { openEvaluation } from "./queries/evaluation/open-evaluation.ts";
export { renewEvaluation } from "./queries/evaluation/renew-evaluation.ts";
export type { WorkerAbilities } from "./rows/evaluation.ts";

// Studies and trials

export { beatStudy } from "./queries/study/beat-study.ts";
export { bestOfStudies } from "./queries/study/best-of-studies.ts";
export { bestTrials } from "./queries/study/best-trials.ts";
export { claimStudy } from "./queries/study/claim-study.ts";
export { createStudy } from "./queries/study/create-study.ts";
export { deleteStudy, deleteUnusedSchemes } from "./queries/study/delete-study.ts";
export { findTrialByEvaluationKey } from "./queries/study/find-trial-by-evaluation-key.ts";
export { listStudies } from "./queries/study/list-studies.ts";
export { mergeTask } from "./queries/study/merge-task.ts";
export { pinDevice } from "./queries/study/pin-device.ts";
export { pinEarlierStudies } from "./queries/study/pin-earlier-studies.ts";
export { pinEmbedding } from "./queries/study/pin-embedding.ts";
export { recordConfirmations } from "./queries/study/record-confirmations.ts";
export { recordTrainedOn } from "./queries/study/record-trained-on.ts";
export { recordTrial } from "./queries/study/record-trial.ts";
export { releaseStudy } from "./queries/study/release-study.ts";
export { reopenTrials } from "./queries/study/reopen-trials.ts";
export { requestStop } from "./queries/study/request-stop.ts";
export { setStudyState } from "./queries/study/set-study-state.ts";
export { showStudy } from "./queries/study/show-study.ts";
export { strategiesForSearch } from "./queries/study/strategies-for-search.ts";
export { studiesWithSteps } from "./queries/study/studies-with-steps.ts";
export { studyVersion } from "./queries/study/study-version.ts";
export { type TrialObjectives, trialObjectives } from "./queries/study/trial-objectives.ts";
export { someTrialPoints, type TrialPoint, trialPoints } from "./queries/study/trial-points.ts";
export { trialsOfStudy } from "./queries/study/trials-of-study.ts";
export { type Confirmation, confirmation } from "./rows/confirmation.ts";
export { type RecordedStudy, studyStates } from "./rows/study.ts";
export { type CompleteTrial, type RecordedTrial, schemeId } from "./rows/trial.ts";

// Questions that people ask

export { ask } from "./named-queries/ask.ts";
export type { NamedQuery } from "./named-queries/define.ts";
export { exampleParameters } from "./named-queries/example.ts";
export { namedQueries } from "./named-queries/list.ts";
export { fieldFromText, type ParameterInWords, parametersFromText, parametersInWords } from "./named-queries/parse.ts";
export { profile } from "./named-queries/profile.ts";

// Parts of the graph as files

export { type ExportFormat, exportFormatNames, exportFormats } from "./export/formats.ts";
export { nodesOfRows, readSubgraph, type Selection, type Subgraph, type SubgraphNode } from "./export/subgraph.ts";
