import { readFile } from "node:fs/promises";
import {
  changeKnowledge,
  countsOf,
  difference,
  type FactsOptions,
  type Graph,
  type IngestAbout,
  type Plan,
  type Run,
  recordDifference,
  type Written,
  writeDifference,
  writeTries,
} from "../graph/index.ts";
import { auditNew } from "./audit/audit-graph.ts";
import type { Finding } from "./audit/finding.ts";
import { linkContradictions } from "./audit/link-contradictions.ts";
import { type Abilities, documentFacts } from "./document-facts.ts";
import { IngestError } from "./errors.ts";
import type { Duplicate, ResolvedName } from "./names/introduce.ts";
import { vocabularyOf } from "./names/vocabulary.ts";
import type { StatedMethod } from "./stated.ts";
import { type Document, readDocument, type Source } from "./yaml/input.ts";

export interface IngestOptions extends FactsOptions, Abilities {
  /** Refuse new names that look like known ones. */
  strict?: boolean | undefined;
  /**
   * Receives, once and before anything is written, what names and figures give reason to report.
   */
  beforeWriting?: ((remarks: Pick<Ingested, "duplicates" | "resolved" | "findings">) => void) | undefined;
  /** What is ingested: somebody's files, or what AutoMC comes with. */
  kind?: IngestAbout["kind"] | undefined;
}

/**
 * What an ingest wrote, or with `dryRun` would write: the plan is empty when the graph held it all.
 */
export interface Ingested extends Written {
  /**
   * The id of the ingest, as it was recorded; null when there was nothing to write, and in a dry
   * run.
   */
  id: string | null;
  /** The methods that the documents define, with the number of their strategies. */
  methods: StatedMethod[];
  /** Strategies among what is added, and how many of them can run. */
  strategies: { added: number; executable: number };
  /** New names that look like known ones. */
  duplicates: Duplicate[];
  /** Names that were taken for an entity of another id. */
  resolved: ResolvedName[];
  /** What the auditor finds about the ingested results, worst first. */
  findings: Finding[];
}

/**
 * Ingests cards and files of results, in any order, in one transaction: all of it is written or
 * nothing. What the graph holds already is left alone, so ingesting the same again writes nothing,
 * also when several do so at once. Results are audited, and those that contradict results of other
 * papers are linked to them in the same transaction. A source may be the text of a document, or a
 * document that was read or made already (`proposalDocument`).
 *
 * @throws IngestError `bad_yaml`, `bad_card`, `unknown_reference`, `contradiction`,
 * `too_many_strategies`, and with `strict` `duplicate`, in one sentence with the place in the
 * document, before anything is written.
 */
export async function ingest(
  graph: Graph,
  sources: readonly (Source | Document)[],
  options: IngestOptions,
): Promise<Ingested> {
  const documents = sources.map((source) => ("kind" in source ? source : readDocument(source)));
  const beforeWriting = once(options.beforeWriting);
  const { value, changes } = await changeKnowledge(
    graph,
    (run) => ingestIn(run, documents, { ...options, beforeWriting }),
    { dryRun: options.dryRun, tries: writeTries },
  );
  return { ...value, changes };
}

/** The whole of an ingest, inside its transaction. */
async function ingestIn(
  run: Run,
  documents: readonly Document[],
  { dryRun = false, strict = false, kind = "files", report, beforeWriting, ...abilities }: IngestOptions,
): Promise<Omit<Ingested, "changes">> {
  const vocabulary = await vocabularyOf(run, documents);
  const { duplicates, resolved, uses } = vocabulary;
  if (strict) refuseDuplicates(duplicates);

  const stated = documents.map((document) => documentFacts(document, vocabulary, abilities));
  const facts = { nodes: stated.flatMap(({ nodes }) => nodes), links: stated.flatMap(({ links }) => links) };

  const results = stated.flatMap((each) => each.results);
  const { findings, contradictions } = await auditNew(run, results);
  beforeWriting?.({ duplicates, resolved, findings });

  const found = await difference(run, facts);
  let id: string | null = null;
  if (!dryRun) {
    await writeDifference(run, found, report);
    await linkContradictions(run, contradictions);
    const files = documents.map(({ file, sha256 }) => ({ file, sha256 }));
    id = await recordDifference(run, { kind, files }, found, uses);
  }
  const { plan } = found;
  const methods = stated.flatMap((each) => each.methods);
  const strategies = strategiesAdded(plan);
  return { id, plan, ...countsOf(plan), methods, strategies, duplicates, resolved, findings };
}

/** A callback that is called the first time only: a transaction may run again. */
function once<T>(callback: ((value: T) => void) | undefined): (value: T) => void {
  let wasCalled = false;
  return (value) => {
    if (!wasCalled) callback?.(value);
    wasCalled = true;
  };
}

/**
 * Ingests one card or file of results: the file itself, or `text` with a file name for messages.
 * See `ingest`.
 *
 * @throws IngestError `unreadable`, and what `ingest` throws.
 */
export async function ingestCard(
  graph: Graph,
  source: { file: string; text?: string },
  options: IngestOptions,
): Promise<Ingested> {
  return ingest(graph, [{ file: source.file, text: source.text ?? (await readSource(source.file)) }], options);
}

async function readSource(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new IngestError("unreadable", `${file}: cannot be read (${(cause as NodeJS.ErrnoException).code}).`, {
      cause,
    });
  }
}

function refuseDuplicates([first, ...more]: readonly Duplicate[]): void {
  if (first === undefined) return;
  const { where, kind, id, candidates } = first;
  const like = candidates.map((candidate) => candidate.id).join(", ");
  const others = more.length === 0 ? "" : ` (and ${more.length} more new names like it)`;
  const message = `${where}: the new ${kind} ${id} looks like ${like}; use that, choose another name, or ingest it without --strict${others}.`;
  throw new IngestError("duplicate", message);
}

function strategiesAdded({ addedNodes }: Plan): Ingested["strategies"] {
  const strategies = addedNodes.filter(({ label }) => label === "Strategy");
  return {
    added: strategies.length,
    executable: strategies.filter(({ properties }) => properties.executable === true).length,
  };
}
