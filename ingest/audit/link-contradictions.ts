import {
  type Changes,
  type Contradiction,
  type Graph,
  removeContradictions,
  transaction,
  writeContradictions,
} from "../../graph/index.ts";

/** How the graph has to change to hold certain contradictions and no others. */
export interface ContradictionChanges {
  /** Those that are new, or were told otherwise. */
  add: Contradiction[];
  /** Those that are none any more. */
  remove: { from: string; to: string }[];
}

/** The difference between contradictions that were found and those that the graph holds. */
export function contradictionChanges(
  found: readonly Contradiction[],
  held: readonly Contradiction[],
): ContradictionChanges {
  const wanted = new Set(found.map(nameOf));
  const there = new Map(held.map((pair) => [nameOf(pair), pair]));
  const isSame = (a: Contradiction, b?: Contradiction) =>
    b && a.rule === b.rule && a.delta === b.delta && a.why === b.why;
  return {
    add: found.filter((pair) => !isSame(pair, there.get(nameOf(pair)))),
    remove: held.filter((pair) => !wanted.has(nameOf(pair))).map(({ from, to }) => ({ from, to })),
  };
}

/** So many go to the server in one transaction: very many would need more memory than one may use. */
const batchSize = 5_000;

/**
 * Makes such changes. They follow from the results, so when the work is cut off between two transactions, what is missing is found and
 * made by the next audit. Gives what Neo4j counted.
 */
export async function linkContradictions(
  graph: Graph,
  { add, remove }: ContradictionChanges,
): Promise<Pick<Changes, "relationshipsCreated" | "relationshipsDeleted" | "propertiesSet">> {
  const total = { relationshipsCreated: 0, relationshipsDeleted: 0, propertiesSet: 0 };
  const count = ({ changes }: { changes: Changes }) => {
    for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += changes[key];
  };
  for (const rows of batches(add)) {
    count(await transaction(graph, "write", (run) => run(writeContradictions, { rows })));
  }
  for (const pairs of batches(remove)) {
    count(await transaction(graph, "write", (run) => run(removeContradictions, { pairs })));
  }
  return total;
}

function* batches<T>(items: readonly T[]): Generator<T[]> {
  for (let at = 0; at < items.length; at += batchSize) yield items.slice(at, at + batchSize);
}

function nameOf({ from, to }: { from: string; to: string }): string {
  return `${from}\n${to}`;
}
