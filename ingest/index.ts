export { listIngests, showIngest } from "../graph/index.ts";
export { audit, rules } from "./audit/audit.ts";
export { type AuditOptions, auditGraph, type GraphAudit } from "./audit/audit-graph.ts";
export { auditSources } from "./audit/audit-sources.ts";
export type { AuditedResult, AuditedTask } from "./audit/audited-result.ts";
export { contradictions } from "./audit/contradictions.ts";
export { type Finding, type Rule, type Severity, severities } from "./audit/finding.ts";
export { auditReport } from "./audit/report.ts";
export { builtinSources, type InitOptions, initGraph } from "./builtin.ts";
export { type Card, cardSchema, type Hyperparameter, readCard, type Technique } from "./card/card.ts";
export { countStrategies, expand, missingOperators, mostStrategies, stepsUnder } from "./card/strategies.ts";
export { IngestError, type IngestFailure, ingestFailures } from "./errors.ts";
export { kindOf, merge, rollback, unmerge } from "./merge.ts";
export type { Duplicate, ResolvedName } from "./names/introduce.ts";
export {
  type AliasTable,
  aliasTable,
  type Candidate,
  type Resolution,
} from "./names/name-table.ts";
export { nearest, normaliseName, similarity } from "./names/normalise.ts";
export { journalLines, planLines, visible } from "./plan-lines.ts";
export type { Auditor } from "./proposals/audited.ts";
export { sureFrom } from "./proposals/confidence.ts";
export { proposalDocument } from "./proposals/document.ts";
export {
  type ExtractionScore,
  type ExtractionTruth,
  readTruth,
  scoreExtraction,
} from "./proposals/extraction-score.ts";
export { type KnownResult, nothingKnown, type PaperKnowledge } from "./proposals/known.ts";
export { hasResult, type ResultRow, resultsText } from "./proposals/proposal-file.ts";
export { type GivenIdentity, type Proposal, propose } from "./proposals/propose.ts";
export type { ProposedRow, RowState } from "./proposals/proposed-row.ts";
export { decided, type Review, type ReviewRow, readReview, reviewText, withUnsure } from "./proposals/review.ts";
export { paperLimits } from "./readers/limits.ts";
export { type PaperText, paperFormats } from "./readers/paper-text.ts";
export { paperFormatOf, readPaper } from "./readers/read.ts";
export { type PaperResults, paperResultsSchema, readPaperResults } from "./results/file.ts";
export type { StatedMethod } from "./stated.ts";
export { triplesOf } from "./triples.ts";
export { type Ingested, type IngestOptions, ingest, ingestCard } from "./write.ts";
export { type Document, readDocument, type Source } from "./yaml/input.ts";
export { type DocumentKind, documentKinds, documentSchema } from "./yaml/json-schema.ts";
export type { Located } from "./yaml/located-yaml.ts";
