import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { run } from "../../../graph/index.ts";
import {
  type Finding,
  hasResult,
  type Ingested,
  ingest,
  journalLines,
  listIngests,
  type Mapping,
  type Proposal,
  paperFormatOf,
  planLines,
  proposalDocument,
  type ResultRow,
  readMapping,
  rollback,
  showIngest,
  visible,
  withHeaders,
  withUnsure,
} from "../../../ingest/index.ts";
import { BadInput } from "../../errors.ts";
import { ingestAbilities } from "../../papers/ingest-options.ts";
import { whyKnowledgeOnly } from "../../papers/knowledge-only.ts";
import { MappingFiles } from "../../papers/mapping-store.ts";
import { readPaperAside } from "../../papers/read.ts";
import { ReviewFiles } from "../../papers/review-store.ts";
import { contracts } from "../contracts/list.ts";
import { listRoute, route } from "../route.ts";
import { jobOf } from "./jobs.ts";

export const ingests = [
  listRoute(contracts.listIngests, ({ deps }) => run(deps.graph, listIngests, {})),
  route(contracts.ingestDocument, async ({ deps, query: { file, dryRun, strict }, body }) => {
    const text = await readText(body.path, file);
    const options = { ...ingestAbilities, dryRun: dryRun === "true", strict: strict === "true" };
    const { id, added, changed, removed, plan, methods, findings, ...names } = await ingest(
      deps.graph,
      [{ file, text }],
      options,
    );
    return {
      dryRun: options.dryRun,
      ...{ id, added, changed, removed, lines: planLines(plan), findings: findings.map(shown) },
      methods: methods.map(({ id, strategies, ...able }) => ({
        id,
        strategies,
        knowledgeOnly: whyKnowledgeOnly(able),
      })),
      remarks: remarks(names),
    };
  }),
  route(contracts.showIngest, async ({ deps, params: { id } }) => {
    const { ingest, journal } = await showIngest(deps.graph, id);
    return { ...ingest, lines: journalLines(journal) };
  }),
  route(contracts.rollBackIngest, async ({ deps, params: { id }, body }) => {
    const { ingest, changes } = await rollback(deps.graph, id, body);
    const { nodesDeleted, relationshipsDeleted } = changes;
    return { id: ingest.id, nodesDeleted, relationshipsDeleted };
  }),
  route(contracts.readPaper, async ({ deps, query: { file, mapping: written, ...given }, body }) => {
    if (paperFormatOf(file) === undefined)
      throw new BadInput(
        `${file}: a paper's name ends in .pdf, .md, .html or .tex; a card is sent to /api/v1/ingests.`,
      );
    const mapping = written === undefined ? undefined : readMapping(written, "mapping").value;
    await body.moveTo(`${body.path}${extname(file).toLowerCase()}`);
    return deps.jobs.start({ kind: "paper", title: `reading ${file}` }, async () => {
      try {
        const reading = { path: body.path, file, given, mapping, environment: deps.environment, home: deps.home };
        const { proposal } = await readPaperAside(deps.graph, reading);
        return { ...proposal, ...(mapping && { mapping }) };
      } finally {
        await body.remove();
      }
    });
  }),
  route(contracts.acceptPaper, async ({ deps, params: { id }, body: { rows: wanted, dryRun } }) => {
    const { kind, result, title } = jobOf(deps.jobs, id);
    if (kind !== "paper" || result === null)
      throw new BadInput(`The job ${id} (${title}) has no proposal to accept; see /api/v1/jobs/${id}.`);
    const proposal = result as unknown as Proposal & { mapping?: Mapping };
    const rows = rowsIn(proposal, wanted);
    if (rows.length === 0)
      throw new BadInput(`${proposal.file} has no sure row; name the rows to accept by their numbers.`);
    const document = proposalDocument(proposal, rows);
    const written = await ingest(deps.graph, [document], { ...ingestAbilities, dryRun });
    if (!dryRun && wanted === undefined)
      await new ReviewFiles(deps.home).change(proposal.paper.id, async (held) => withUnsure(held, proposal));
    if (!dryRun && proposal.mapping)
      await new MappingFiles(deps.home).keep(proposal.paper.id, withHeaders(proposal.mapping, proposal));
    const { id: ingestId, added, plan, findings } = written;
    const accepted = rows.map(({ number }) => number);
    return { dryRun, id: ingestId, accepted, added, lines: planLines(plan), findings: findings.map(shown) };
  }),
];

async function readText(path: string, file: string): Promise<string> {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await readFile(path));
  } catch (cause) {
    throw new BadInput(`${file} is no text in UTF-8; a card and a file of results are YAML.`, { cause });
  }
}

/** The rows of these numbers, or all that are sure. */
function rowsIn({ rows, file }: Proposal, wanted: readonly number[] | undefined): ResultRow[] {
  const results = rows.filter((row): row is ResultRow => hasResult(row) && row.state !== "unusable");
  if (wanted === undefined) return results.filter(({ state }) => state === "sure");
  const unknown = wanted.find((number) => !results.some((row) => row.number === number));
  if (unknown !== undefined) throw new BadInput(`${file} has no row ${unknown} that could be ingested.`);
  return results.filter(({ number }) => wanted.includes(number));
}

function remarks({ resolved, duplicates }: Pick<Ingested, "resolved" | "duplicates">): string[] {
  return [
    ...resolved.map(({ where, kind, name, id }) => `${where}: ${kind} "${name}" is taken for ${id}.`),
    ...duplicates.map(({ where, kind, id, candidates }) => {
      const like = candidates.map((each) => `${each.id} ("${each.name}")`).join(", ");
      return `${where}: the new ${kind} ${id} looks like ${like}.`;
    }),
  ].map(visible);
}

function shown({ severity, rule, sentence, paper, locator }: Finding) {
  return { severity, rule, sentence: `${paper}, ${locator}: ${sentence}` };
}
