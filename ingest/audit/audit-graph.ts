import {
  auditedResults,
  type Changes,
  type Contradiction,
  changeKnowledge,
  comparableResults,
  type Graph,
  heldContradictions,
  type Run,
  reportedBaselines,
  subjectsOfResults,
} from "../../graph/index.ts";
import { IngestError } from "../errors.ts";
import { audit } from "./audit.ts";
import type { AuditedResult } from "./audited-result.ts";
import { contradictions } from "./contradictions.ts";
import { type Finding, isAbout } from "./finding.ts";
import { type ContradictionChanges, contradictionChanges, linkContradictions } from "./link-contradictions.ts";
import { familyOf } from "./same-network.ts";

/**
 * Audits results that are about to be written, beside those of the graph that they can be compared
 * with: results of the same methods on the same networks, and what any paper says of these networks
 * before compression. Reads only. A result that was about another method or network until now is
 * compared with those results too, as it no longer speaks of them.
 *
 * Resolves to the findings about the new results, worst first, and how the graph's contradictions
 * of their methods on their networks will differ from what they should be once the results are
 * written.
 */
export async function auditNew(
  run: Run,
  results: readonly AuditedResult[],
): Promise<{ findings: Finding[]; contradictions: ContradictionChanges }> {
  if (results.length === 0) return { findings: [], contradictions: { add: [], remove: [] } };
  const former = await run(subjectsOfResults, { ids: results.map(({ id }) => id) });
  const methodIds = [...new Set([...results, ...former].flatMap(({ method }) => method ?? []))];
  const networkFamilies = [
    ...new Set([...results.map(({ task }) => familyOf(task)), ...former.map(({ networkFamily }) => networkFamily)]),
  ];
  const comparable = await run(comparableResults, { methodIds, networkFamilies });
  const baselines = await run(reportedBaselines, { networkFamilies });
  const all = new Map<string, AuditedResult>(results.map((result) => [result.id, result]));
  for (const row of [...comparable, ...baselines]) if (!all.has(row.id)) all.set(row.id, row);
  const fresh = new Set(results.map(({ id }) => id));
  const held = (await run(heldContradictions, { methodIds })).filter(({ from, to }) => all.has(from) && all.has(to));
  return {
    findings: audit([...all.values()]).filter((finding) => isAbout(finding, fresh)),
    contradictions: contradictionChanges(contradictions([...all.values()]), held),
  };
}

export interface AuditOptions {
  /** Report on this paper's results only; all papers are compared with each other all the same. */
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
  changes: Pick<Changes, "relationshipsCreated" | "relationshipsDeleted" | "propertiesSet">;
}

/**
 * Audits every published result in the graph. With `write`, the relationships
 * (:Result)-[:CONTRADICTS]->(:Result) are those found and no others afterwards; written again,
 * nothing changes.
 *
 * @throws IngestError `unknown_reference` for a paper of which the graph has no result.
 */
export async function auditGraph(graph: Graph, { paper, write = false }: AuditOptions = {}): Promise<GraphAudit> {
  const { value, changes } = await changeKnowledge(
    graph,
    async (run) => {
      const compared = await compare(run);
      if (paper !== undefined && !compared.results.some((result) => result.paper === paper)) throw unknownPaper(paper);
      if (write) await linkContradictions(run, compared);
      return compared;
    },
    { dryRun: !write },
  );
  const { results, found, add, remove } = value;
  const ofPaper = new Set(results.flatMap((result) => (result.paper === paper ? [result.id] : [])));
  const { relationshipsCreated, relationshipsDeleted, propertiesSet } = changes;
  return {
    results: results.length,
    papers: new Set(results.map((result) => result.paper)).size,
    findings: audit(results).filter((finding) => paper === undefined || isAbout(finding, ofPaper)),
    contradictions: { found, add, remove },
    changes: { relationshipsCreated, relationshipsDeleted, propertiesSet },
  };
}

/**
 * Makes the contradictions in the graph those that follow from its results, in the transaction that
 * changed these or what they are of.
 */
export async function settleContradictions(run: Run): Promise<void> {
  await linkContradictions(run, await compare(run));
}

async function compare(run: Run): Promise<ContradictionChanges & { results: AuditedResult[]; found: Contradiction[] }> {
  const results: AuditedResult[] = await run(auditedResults, {});
  const found = contradictions(results);
  return { results, found, ...contradictionChanges(found, await run(heldContradictions, {})) };
}

function unknownPaper(paper: string): IngestError {
  const message = `The graph has no result of a paper "${paper}"; automc graph query "MATCH (p:Paper) RETURN p.id" lists the papers.`;
  return new IngestError("unknown_reference", message);
}
