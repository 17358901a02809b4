import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import {
  deriveAndWrite,
  type Facts,
  type FactsOptions,
  type Graph,
  type IngestAbout,
  knowledgeOnly,
  type Plan,
  type Step,
  type Written,
} from "../graph/index.ts";
import { auditNew } from "./audit/audit-graph.ts";
import type { Finding } from "./audit/finding.ts";
import { resultsOf } from "./audit/gather.ts";
import { linkContradictions } from "./audit/link-contradictions.ts";
import { cardFacts } from "./card/facts.ts";
import { IngestError } from "./errors.ts";
import type { Duplicate, ResolvedName } from "./names/introduce.ts";
import { vocabularyOf } from "./names/vocabulary.ts";
import { paperResultsFacts } from "./results/facts.ts";
import { readDocument, type Source } from "./yaml/input.ts";

export interface IngestOptions extends FactsOptions {
  /** Ids of the operators that exist; a method whose steps name another is kept as knowledge but cannot run. */
  operators: readonly string[];
  /** Throws, in a sentence, for steps whose operators exist but whose parameters are wrong; none are refused without it. */
  checkSteps?: ((steps: readonly Step[]) => void) | undefined;
  /** Refuse new names that look like known ones. */
  strict?: boolean | undefined;
  /** Told, once, what there is to say about names and figures before anything is written. */
  beforeWriting?: ((told: Pick<Ingested, "duplicates" | "resolved" | "findings">) => void) | undefined;
  /** What is taken in: somebody's files, or what AutoMC comes with. */
  kind?: IngestAbout["kind"] | undefined;
}

/** What an ingest wrote, or with `dryRun` would write: the plan is empty when the graph knew it all. */
export interface Ingested extends Written {
  /** The methods that cards define, with their strategies; `knowledgeOnly` says why one can't run. */
  methods: { id: string; strategies: number; knowledgeOnly: string | null }[];
  /** Strategies among what is added, and how many of them can run. */
  strategies: { added: number; executable: number };
  /** New names that look like known ones. */
  duplicates: Duplicate[];
  /** Names that were taken for an entity of another id. */
  resolved: ResolvedName[];
  /** What the auditor has to say about the results that were taken in, worst first. */
  findings: Finding[];
}

/**
 * Takes in cards and files of results, in any order, in one transaction: all of it is written or nothing.
 * What the graph knows already is left alone, so taking the same in again writes nothing, also when several do so at once. Results are
 * audited, and those that contradict results of other papers are linked to them in the same transaction.
 *
 * Throws IngestError (`bad_yaml`, `bad_card`, `unknown_reference`, `contradiction`, `too_many_strategies`, with `strict` `duplicate`)
 * in one sentence with file and line, before anything is written.
 */
export async function ingest(graph: Graph, sources: readonly Source[], options: IngestOptions): Promise<Ingested> {
  const documents = sources.map(readDocument);
  const files = sources.map(({ file, text }) => ({ file, sha256: createHash("sha256").update(text).digest("hex") }));
  type Told = Pick<Ingested, "methods" | "duplicates" | "resolved" | "findings">;
  let told: Told = { methods: [], duplicates: [], resolved: [], findings: [] };
  let isTold = false; // facts may be derived again
  const written = await deriveAndWrite(
    graph,
    async (run) => {
      const words = await vocabularyOf(run, documents);
      if (options.strict) refuseDuplicates(words.duplicates);
      const parts = documents.map((document) =>
        document.kind === "card"
          ? cardFacts(document, words, options.operators, options.checkSteps)
          : paperResultsFacts(document, words),
      );
      const facts = { nodes: parts.flatMap(({ nodes }) => nodes), links: parts.flatMap(({ links }) => links) };
      const { findings, contradictions } = await auditNew(run, resultsOf(facts, words));
      told = { methods: parts.flatMap(methodsIn), duplicates: words.duplicates, resolved: words.resolved, findings };
      if (!isTold) options.beforeWriting?.(told);
      isTold = true;
      return { ...facts, uses: words.uses, afterwards: (then) => linkContradictions(then, contradictions) };
    },
    { ...options, about: { kind: options.kind ?? "files", files } },
  );
  return { ...written, ...told, strategies: strategiesAdded(written.plan) };
}

/** The method that a card's facts define, if they do. */
function methodsIn({ nodes }: Facts): Ingested["methods"] {
  const strategies = nodes.filter(({ label }) => label === "Strategy").length;
  return nodes
    .filter(({ label }) => label === "Method")
    .map(({ id, properties: { executable, missingOperators } }) => ({
      id,
      strategies,
      knowledgeOnly: knowledgeOnly({
        executable: executable === true,
        missingOperators: Array.isArray(missingOperators) ? missingOperators : [],
      }),
    }));
}

/** Takes in one card or file of results: the file itself, or `text` with a file name for messages. See `ingest`. */
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
  const message = `${where}: the new ${kind} ${id} looks like ${like}; use that, choose another name, or take it in without --strict${others}.`;
  throw new IngestError("duplicate", message);
}

function strategiesAdded({ addedNodes }: Plan): Ingested["strategies"] {
  const strategies = addedNodes.filter(({ label }) => label === "Strategy");
  return {
    added: strategies.length,
    executable: strategies.filter(({ properties }) => properties.executable === true).length,
  };
}
