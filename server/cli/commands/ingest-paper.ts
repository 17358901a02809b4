import { access, readFile } from "node:fs/promises";
import type { Graph } from "../../../graph/index.ts";
import {
  type Duplicate,
  type Finding,
  type GivenIdentity,
  hasResult,
  ingest as ingestDocuments,
  type Mapping,
  mappingOf,
  mappingText,
  type Proposal,
  proposalDocument,
  type ResultRow,
  readMapping,
  resultsText,
  withHeaders,
  withUnsure,
} from "../../../ingest/index.ts";
import { putFile } from "../../artifacts/atomic-write.ts";
import { BadInput } from "../../errors.ts";
import { ingestAbilities } from "../../papers/ingest-options.ts";
import { MappingFiles } from "../../papers/mapping-store.ts";
import { readPaperAside } from "../../papers/read.ts";
import { ReviewFiles } from "../../papers/review-store.ts";
import { type AskedCards, askForCards } from "../../papers/suggest-cards.ts";
import { askForMapping } from "../../papers/suggest-mapping.ts";
import { inGraph, openSession, print, printJson, remark, type Session } from "../session.ts";
import { proposalLines } from "../views/proposal.ts";
import { findingLines, summary } from "./ingest-audit.ts";

export interface PaperOptions extends GivenIdentity {
  accept: boolean;
  mapping?: string | undefined;
  out?: string | undefined;
  cards: boolean;
  /** Ask the endpoint what the columns are. */
  askMapping: boolean;
  dryRun: boolean;
  /** Refuse new names that look like known ones. */
  strict: boolean;
  json: boolean;
}

/**
 * `automc ingest paper.pdf|.md|.html|.tex`: what the papers' tables would bring into the graph, and
 * what is unsure and why.
 *
 * Nothing is written without `--accept`: then the sure rows of all papers are ingested, in one
 * transaction, and the unsure ones wait in `automc ingest review`.
 */
export async function ingestPapers(files: string[], options: PaperOptions): Promise<void> {
  const one = aboutOnePaper.find((name) => options[name] !== undefined);
  if (files.length > 1 && one !== undefined) throw new BadInput(`--${one} is about one paper; name one file.`);
  await Promise.all(files.map(refuseMissing));
  const mapping = options.mapping === undefined ? undefined : await mappingIn(options.mapping);
  const session = openSession({ quiet: options.json });
  await inGraph(session, async (graph) => {
    const read = [];
    for (const file of files) {
      const reading = {
        path: file,
        file,
        given: options,
        mapping,
        environment: session.config.environment,
        home: session.config.home,
        wantsText: options.cards || options.askMapping,
      };
      const first = await readPaperAside(graph, reading);
      const { text } = first;
      const asked = options.askMapping ? await askForMapping(session.config, first.proposal, first.tables) : undefined;
      if (asked?.sentence !== undefined) remark(asked.sentence);
      const { proposal } =
        asked?.mapping === undefined
          ? first
          : await readPaperAside(graph, { ...reading, mapping: asked.mapping, isAsked: true });
      read.push({
        proposal,
        cards: options.cards ? await askForCards(session.config, graph, proposal, text) : undefined,
      });
    }
    const proposals = read.map(({ proposal }) => proposal);
    const written = options.accept ? await accept(graph, session, proposals, options) : undefined;
    const kept = written !== undefined && !options.dryRun ? mapping : undefined;
    if (kept)
      await new MappingFiles(session.config.home).keep(proposals[0]!.paper.id, withHeaders(kept, proposals[0]!));
    const out = options.out === undefined ? [] : await writeOut(options.out, read[0]!);
    if (options.json) return printJson({ dryRun: options.dryRun || !options.accept, papers: read, ...written });
    for (const { proposal, cards } of read) {
      for (const line of proposalLines(proposal)) print(line);
      for (const line of cardLines(cards)) print(line);
    }
    for (const line of [...out, ...endLines(proposals, options, written)]) print(line);
  });
}

const aboutOnePaper = ["out", "id", "title", "year", "own", "mapping"] as const;

async function mappingIn(file: string): Promise<Mapping> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    throw new BadInput(`${file} can't be read: ${(cause as Error).message}.`, { cause });
  }
  return readMapping(text, file).value;
}

async function refuseMissing(file: string): Promise<void> {
  try {
    await access(file);
  } catch (cause) {
    throw new BadInput(`${file} can't be read: ${(cause as Error).message}.`, { cause });
  }
}

interface Accepted {
  /** The ingest of the rows; null when nothing was to be written. */
  id: string | null;
  accepted: number;
  /** Rows of these papers that nobody has decided yet. */
  pending: number;
  added: Record<string, number>;
  findings: Finding[];
  /** New names that look like known ones. */
  duplicates: Duplicate[];
}

async function accept(
  graph: Graph,
  { config }: Session,
  proposals: readonly Proposal[],
  { dryRun, strict }: Pick<PaperOptions, "dryRun" | "strict">,
): Promise<Accepted> {
  const sure = proposals
    .map((proposal) => ({ proposal, rows: rowsIn(proposal, "sure") }))
    .filter(({ rows }) => rows.length > 0);
  const documents = sure.map(({ proposal, rows }) => proposalDocument(proposal, rows));
  const { id, added, findings, duplicates } =
    documents.length === 0
      ? { id: null, added: {}, findings: [], duplicates: [] }
      : await ingestDocuments(graph, documents, { ...ingestAbilities, dryRun, strict });
  const reviews = new ReviewFiles(config.home);
  let pending = 0;
  for (const proposal of proposals) {
    if (dryRun) pending += rowsIn(proposal, "unsure").length;
    else {
      const { rows } = await reviews.change(proposal.paper.id, async (held) => withUnsure(held, proposal));
      pending += rows.filter(({ decision }) => decision === "pending").length;
    }
  }
  return { id, accepted: sure.reduce((sum, { rows }) => sum + rows.length, 0), pending, added, findings, duplicates };
}

function rowsIn({ rows }: Proposal, state: "sure" | "unsure"): ResultRow[] {
  return rows.filter((row): row is ResultRow => hasResult(row) && row.state === state);
}

/**
 * The proposal as a file of results to look through and change, what the columns were taken for as
 * a mapping, and a card beside them where an endpoint proposed one. Says what was written.
 */
async function writeOut(
  out: string,
  { proposal, cards }: { proposal: Proposal; cards: AskedCards | undefined },
): Promise<string[]> {
  const lines: string[] = [];
  const base = out.replace(/\.ya?ml$/, "");
  const rows = proposal.rows.filter(hasResult).filter(({ state }) => state !== "unusable");
  const mapping = mappingOf(proposal);
  if (rows.length === 0 && mapping === undefined)
    throw new BadInput(`${proposal.file} has no row that could be ingested and no table, so ${out} was not written.`);
  if (rows.length > 0) {
    const head = `# Proposed from ${proposal.file.replace(/[\r\n]/g, " ")}; look it through, then: automc ingest ${out}\n`;
    await putFile(out, head + resultsText(proposal, rows));
    lines.push(`The proposal is in ${out}; change it as you see fit, then: automc ingest ${out}`);
  } else lines.push(`No row could be ingested, so ${out} was not written.`);
  if (mapping) {
    const file = `${base}.mapping.yaml`;
    await putFile(file, mappingText(mapping));
    lines.push(
      `What its columns were taken for is in ${file}; correct it, then: automc ingest ${proposal.file} --mapping ${file}`,
    );
  }
  for (const [at, card] of (cards?.cards ?? []).entries()) {
    if (card.fault === undefined) await putFile(`${base}.card${at === 0 ? "" : at + 1}.yaml`, card.text);
  }
  return lines;
}

function cardLines(asked: AskedCards | undefined): string[] {
  if (asked === undefined) return [];
  if (asked.sentence !== undefined) return [asked.sentence];
  return asked.cards.map(({ id, fault }) =>
    fault === undefined
      ? `A card for ${id} was proposed and is well formed; --out writes it, nothing ingests it by itself.`
      : `A proposed card was refused: ${fault}`,
  );
}

function endLines(
  proposals: readonly Proposal[],
  { accept, dryRun }: PaperOptions,
  written: Accepted | undefined,
): string[] {
  const lines: string[] = [];
  if (!accept) {
    const sure = proposals.reduce((sum, proposal) => sum + rowsIn(proposal, "sure").length, 0);
    return [
      `Nothing was written to the graph; --accept would ingest the ${sure} sure rows and keep the unsure ones for review.`,
    ];
  }
  const { id, accepted, pending, added, findings, duplicates } = written!;
  const what = Object.entries(added)
    .map(([name, count]) => `${count} ${name}`)
    .join(", ");
  for (const { kind, id: name, candidates } of duplicates)
    lines.push(`The new ${kind} ${name} looks like ${candidates.map((each) => each.id).join(", ")}.`);
  lines.push(...findingLines(findings));
  if (findings.length > 0) lines.push(`The auditor: ${summary(findings)}.`);
  lines.push(`${dryRun ? "Would ingest" : "Ingested"} ${accepted} rows: ${what || "the graph held all of it"}.`);
  if (id !== null) lines.push(`It is ingest ${id}.`);
  if (dryRun) lines.push("A dry run: nothing was written.");
  else if (pending > 0)
    lines.push(`${pending === 1 ? "1 row waits" : `${pending} rows wait`} for you: automc ingest review`);
  return lines;
}
