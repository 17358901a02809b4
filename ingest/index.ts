// Ingesting, and undoing it

export { listIngests, showIngest } from "../graph/index.ts";
export { builtinSources, initGraph } from "./builtin.ts";
export { IngestError, type IngestFailure, ingestFailures } from "./errors.ts";
export { kindOf, merge, rollback, unmerge } from "./merge.ts";
export { journalLines, planLines, visible } from "./plan-lines.ts";
export type { StatedMethod } from "./stated.ts";
export { type Ingested, ingest, ingestCard } from "./write.ts";

// Cards and files of results

export { type Card, readCard } from "./card/card.ts";
export { countStrategies, expand, mostStrategies, stepsUnder } from "./card/strategies.ts";
export { triplesOf } from "./triples.ts";
export { readDocument, type Source } from "./yaml/input.ts";
export { type DocumentKind, documentKinds, documentSchema } from "./yaml/json-schema.ts";

// Names

export type { Duplicate, ResolvedName } from "./names/introduce.ts";
export { aliasTable } from "./names/name-table.ts";
export { networkFamily } from "./names/network-family.ts";
export { nearest, normaliseName, similarity } from "./names/normalise.ts";

// The auditor

export { audit, rules } from "./audit/audit.ts";
export { auditGraph } from "./audit/audit-graph.ts";
export { auditSources } from "./audit/audit-sources.ts";
export type { AuditedResult } from "./audit/audited-result.ts";
export { contradictions } from "./audit/contradictions.ts";
export { type Finding, type Severity, severities } from "./audit/finding.ts";
export { auditReport } from "./audit/report.ts";

// Papers and what is proposed from them

export { mappingOf, withHeaders } from "./mapping/header.ts";
export { type Mapping, readMapping } from "./mapping/mapping.ts";
export { mappingText } from "./mapping/proposed.ts";
export { sureFrom } from "./proposals/confidence.ts";
export { proposalDocument } from "./proposals/document.ts";
export {
  type ExtractionScore,
  type ExtractionTruth,
  readTruth,
  scoreExtraction,
} from "./proposals/extraction-score.ts";
export { type KnownResult, nothingKnown, type PaperKnowledge } from "./proposals/known.ts";
export { newCardText } from "./proposals/new-card.ts";
export { hasResult, type ResultRow, resultsText } from "./proposals/proposal-file.ts";
export { type GivenIdentity, type Proposal, propose } from "./proposals/propose.ts";
export type { ProposedRow } from "./proposals/proposed-row.ts";
export { decided, type Review, type ReviewRow, readReview, reviewText, withUnsure } from "./proposals/review.ts";
export type { PaperText } from "./readers/paper-text.ts";
export { paperFormatOf, readPaper } from "./readers/read.ts";
