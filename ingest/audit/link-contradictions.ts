import { batches, type Contradiction, type Run, removeContradictions, writeContradictions } from "../../graph/index.ts";

/** How the graph has to change to hold certain contradictions and no others. */
export interface ContradictionChanges {
  /** Those that are new, or have other values. */
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

/** Makes such changes, in the transaction in which the results are written. */
export async function linkContradictions(run: Run, { add, remove }: ContradictionChanges): Promise<void> {
  for (const rows of batches(add)) await run(writeContradictions, { rows });
  for (const pairs of batches(remove)) await run(removeContradictions, { pairs });
}

function nameOf({ from, to }: { from: string; to: string }): string {
  return `${from}\n${to}`;
}
