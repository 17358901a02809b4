import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  groupTriples,
  type NamedTriple,
  type Names,
  nameTriples,
  splitTriples,
  type TripleSet,
} from "../../embed/index.ts";
import { builtinSources, triplesOf } from "../../ingest/index.ts";
import type { Config } from "../config.ts";
import { runProgram } from "../provision/tools.ts";
import { randomness } from "../randomness.ts";

/**
 * The graphs that link prediction is compared on: our own, and three public ones that come inside
 * PyKEEN's package.
 */
export const linkGraphs = ["table1", "nations", "umls", "kinships"] as const;
export type LinkGraphName = (typeof linkGraphs)[number];

/** A graph with its triples split, the same way whenever it is read. */
export interface LinkGraph {
  names: Names;
  train: TripleSet;
  validation: TripleSet;
  test: TripleSet;
  /** All three, to exclude known triples from the ranks. */
  known: TripleSet;
}

const partNames = ["train", "validation", "test"] as const;

/**
 * Reads a graph: Table 1's from the cards, split here with a fixed seed; a public one from the
 * peer's package, split by its authors.
 */
export async function readLinkGraph(name: LinkGraphName, config: Config, python: string): Promise<LinkGraph> {
  if (name === "table1") {
    const triples = triplesOf(await builtinSources());
    const names = nameTriples(triples);
    const known = groupTriples(triples, names);
    return { names, known, ...splitTriples(known, { heldOut: 0.05, validation: 0.05 }, randomness(0)) };
  }
  const where = await runProgram(python, ["-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], {
    environment: config.environment,
  });
  const folder = join(where.trim(), "pykeen", "datasets", name);
  const [train, validation, test] = await Promise.all(
    ["train", "valid", "test"].map(async (part) => readTriples(await readFile(join(folder, `${part}.txt`), "utf8"))),
  );
  const all = [...train!, ...validation!, ...test!];
  const names = nameTriples(all);
  const [trainSet, validationSet, testSet, known] = [train!, validation!, test!, all].map((part) =>
    groupTriples(part, names),
  );
  return { names, train: trainSet!, validation: validationSet!, test: testSet!, known: known! };
}

/** One triple a line: head, relation, tail, with tabs between. */
function readTriples(text: string): NamedTriple[] {
  return text
    .trim()
    .split("\n")
    .map((line) => {
      const [head = "", relation = "", tail = ""] = line.split("\t");
      return { head, relation, tail };
    });
}

/** The same graph as the peer's script reads it: lists of [head, relation, tail], as numbers. */
export function asNumbers(graph: LinkGraph): Record<string, unknown> {
  const rows = ({ facts }: TripleSet) =>
    facts.flatMap(({ heads, tails }, relation) => [...heads].map((head, i) => [head, relation, tails[i]!]));
  return {
    entities: graph.names.entities.length,
    relations: graph.names.relations.length,
    ...Object.fromEntries(partNames.map((part) => [part, rows(graph[part])])),
  };
}
