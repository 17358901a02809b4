import {
  auditedResults,
  type Contradiction,
  comparableResults,
  type Graph,
  heldContradictions,
  reportedBaselines,
  transaction,
} from "../../graph/index.ts";
import { IngestError } from "../errors.ts";
import { audit } from "./audit.ts";
import type { AuditedResult } from "./audited-result.ts";
import { contradictions } from "./contradictions.ts";
import { type Finding, isAbout } from "./finding.ts";
import { type ContradictionChanges, contradictionChanges, linkContradictions } from "./link-contradictions.ts";
import { familyOf } from "./same-network.ts";

/**
 * Audits results that are about to be written, beside those of the graph that they can be compared with: results of the same methods on
 * the same networks, and what any paper says of these networks before compression. Reads only.
 *
 * Gives the findings about the new results, worst first, and how the graph's contradictions of their methods on their networks will differ
 * from what they should be once the results are written.
 */
export async function auditNew(
  graph: Graph,
  results: readonly AuditedResult[],
): Promise<{ findings: Finding[]; contradictions: ContradictionChanges }> {
  if (results.length === 0) return { findings: [], contradictions: { add: [], remove: [] } };
  const methodIds = [...new Set(results.flatMap(({ method }) => method ?? []))];
  const networkFamilies = [...new Set(results.map(({ task }) => familyOf(task)))];
  const { value } = await transaction(graph, "read", async (ask) => ({
    comparable: await ask(comparableResults, { methodIds, networkFamilies }),
    baselines: await ask(reportedBaselines, { networkFamilies }),
    held: await ask(heldContradictions, { methodIds }),
  }));
  const all = new Map<string, AuditedResult>(results.map((result) => [result.id, result]));
  for (const row of [...value.comparable, ...value.baselines]) if (!all.has(row.id)) all.set(row.id, row);
  const fresh = new Set(results.map(({ id }) => id));
  const held = value.held.filter(({ from, to }) => all.has(from) && all.has(to));
  return {
    findings: audit([...all.values()]).filter((finding) => isAbout(finding, fresh)),
    contradictions: contradictionChanges(contradictions([...all.values()]), held),
  };
}

export interface AuditOptions {
  /** Tell of this paper's results only; all papers are compared with each other all the same. */
  paper?: string | undefined;
  /** Bring the relationships CONTRADICTS up to date. */
  write?: boolean | undefined;
}

export interface GraphAudit {
  /** How many results were looked at, and of how many papers. */
  results: number;
  papers: number;
  findings: Finding[];
  /** All contradictions found, and how the graph differs from them; with `write`, differed. */
  contradictions: ContradictionChanges & { found: Contradiction[] };
  /** What Neo4j counted; all zero without `write`, and the second time. */
  changes: Awaited<ReturnType<typeof linkContradictions>>;
}

/**
 * Audits every published result in the graph. With `write`, the relationships (:Result)-[:CONTRADICTS]->(:Result) are those found and no
 * others afterwards; written again, nothing changes.
 *
 * Throws IngestError `unknown_reference` for a paper of which the graph has no result.
 */
export async function auditGraph(graph: Graph, { paper, write = false }: AuditOptions = {}): Promise<GraphAudit> {
  const { value } = await transaction(graph, "read", async (ask) => {
    const results: AuditedResult[] = await ask(auditedResults, {});
    return { results, held: await ask(heldContradictions, {}) };
  });
  const { results, held } = value;
  const ofPaper = new Set(results.flatMap((result) => (result.paper === paper ? [result.id] : [])));
  if (paper !== undefined && ofPaper.size === 0) throw unknownPaper(paper);
  const found = contradictions(results);
  const difference = contradictionChanges(found, held);
  return {
    results: results.length,
    papers: new Set(results.map((result) => result.paper)).size,
    findings: audit(results).filter((finding) => paper === undefined || isAbout(finding, ofPaper)),
    contradictions: { found, ...difference },
    changes: await linkContradictions(graph, write ? difference : { add: [], remove: [] }),
  };
}

function unknownPaper(paper: string): IngestError {
  const message = `The graph has no result of a paper "${paper}"; automc graph query "MATCH (p:Paper) RETURN p.id" lists the papers.`;
  return new IngestError("unknown_reference", message);
}
