import { readFile } from "node:fs/promises";
import {
  type Changes,
  type Facts,
  type FactsOptions,
  type Graph,
  knowledgeOnly,
  knownVocabulary,
  type Plan,
  runOne,
  type Step,
  writeFacts,
} from "../graph/index.ts";
import { auditNew } from "./audit/audit-graph.ts";
import type { Finding } from "./audit/finding.ts";
import { resultsOf } from "./audit/gather.ts";
import { linkContradictions } from "./audit/link-contradictions.ts";
import { cardFacts } from "./card-facts.ts";
import { readDocument, type Source } from "./document.ts";
import { IngestError } from "./errors.ts";
import { paperResultsFacts } from "./result-facts.ts";
import { vocabularyOf } from "./vocabulary.ts";

export interface IngestOptions extends FactsOptions {
  /** Ids of the operators that exist; a method whose steps name another is kept as knowledge but cannot run. */
  operators: readonly string[];
  /** Throws, in a sentence, for steps whose operators exist but whose parameters are wrong; none are refused without it. */
  checkSteps?: ((steps: readonly Step[]) => void) | undefined;
}

export interface Ingested {
  /** What was to be written, or with `dryRun` what would be: empty when the graph knew it all. */
  plan: Plan;
  /** The methods that cards define, with their strategies; `knowledgeOnly` says why one can't run. */
  methods: { id: string; strategies: number; knowledgeOnly: string | null }[];
  /** How much that is: nodes by label, relationships by type. */
  added: Record<string, number>;
  changed: Record<string, number>;
  /** What Neo4j counted; all zero for a dry run. */
  changes: Changes;
  /** What the auditor has to say about the results that were taken in, worst first. */
  findings: Finding[];
}

/**
 * Takes in cards and files of results, in any order, in one transaction: all of it is written or nothing.
 * What the graph knows already is left alone, so taking the same in again writes nothing. Results are audited, and those that contradict
 * results of other papers are linked to them.
 *
 * Throws IngestError (`bad_yaml`, `bad_card`, `unknown_reference`, `contradiction`, `too_many_strategies`) in one sentence with
 * file and line, before anything is written.
 */
export async function ingest(graph: Graph, sources: readonly Source[], options: IngestOptions): Promise<Ingested> {
  const documents = sources.map(readDocument);
  const vocabulary = vocabularyOf(await runOne(graph, knownVocabulary, {}), documents);
  const parts = documents.map((document) =>
    document.kind === "card"
      ? cardFacts(document, vocabulary, options.operators, options.checkSteps)
      : paperResultsFacts(document, vocabulary),
  );
  const facts = together(parts);
  const { findings, contradictions } = await auditNew(graph, resultsOf(facts, vocabulary));
  const { plan, changes } = await writeFacts(graph, facts, options);
  if (!options.dryRun) await linkContradictions(graph, contradictions);
  return {
    plan,
    changes,
    findings,
    methods: parts.flatMap(methodsIn),
    added: addedCounts(plan),
    changed: tally(plan.changedNodes.map(({ label }) => label)),
  };
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

/** All facts as one set: a paper that several documents name is one node, with what each of them tells of it. */
function together(parts: Facts[]): Facts {
  const nodes = new Map<string, Facts["nodes"][number]>();
  for (const node of parts.flatMap((part) => part.nodes)) {
    const key = `${node.label} ${node.id}`;
    const held = nodes.get(key);
    nodes.set(key, held ? { ...held, properties: { ...held.properties, ...node.properties } } : node);
  }
  return { nodes: [...nodes.values()], links: parts.flatMap((part) => part.links) };
}

function addedCounts(plan: Plan): Record<string, number> {
  return tally([...plan.addedNodes.map(({ label }) => label), ...plan.addedLinks.map(({ type }) => type)]);
}

function tally(names: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
