import { documentFacts } from "../document-facts.ts";
import { vocabularyAmong } from "../names/vocabulary.ts";
import { readDocument, type Source } from "../yaml/input.ts";
import { audit } from "./audit.ts";
import type { AuditedResult } from "./audited-result.ts";
import type { Finding } from "./finding.ts";

/**
 * Audits the results of cards and files of results without a graph: they are compared with each
 * other and with nothing else.
 *
 * @throws IngestError `bad_yaml`, `bad_card`, `unknown_reference` or `contradiction` with file and
 * line.
 */
export function auditSources(sources: readonly Source[]): { results: AuditedResult[]; findings: Finding[] } {
  const documents = sources.map(readDocument);
  const vocabulary = vocabularyAmong(documents);
  const results = documents.flatMap((document) => documentFacts(document, vocabulary, { operators: [] }).results);
  return { results, findings: audit(results) };
}
