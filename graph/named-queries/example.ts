import { type Graph, run } from "../driver/query.ts";
import { busiestNodes } from "../queries/catalogue/busiest-nodes.ts";
import { keyOf, labelOf, type NamedLabel, type NamedQuery } from "./define.ts";
import { parametersInWords } from "./parse.ts";

/**
 * Parameters to try a named query with on this graph, as many sets as asked for: what has to be
 * given is filled with the names of nodes that are there, half of them those with most
 * relationships, half drawn with `random`; other parameters keep their defaults.
 *
 * None where the graph holds no node of a kind that is needed.
 */
export async function exampleParameters(
  graph: Graph,
  named: NamedQuery,
  { sets, random }: { sets: number; random: () => number },
): Promise<Record<string, unknown>[]> {
  const needed = parametersInWords(named).filter((words) => words.default === undefined);
  const choices = new Map<string, unknown[]>();
  for (const { name, example } of needed) {
    const label = labelOf(named.parameters[name]!);
    const given = label === undefined ? [example] : await someNames(graph, label, sets, random);
    if (given.length === 0) return [];
    choices.set(name, given);
  }
  return Array.from({ length: sets }, (_, set) =>
    Object.fromEntries([...choices].map(([name, given], at) => [name, given[(set + at) % given.length]])),
  );
}

async function someNames(graph: Graph, label: NamedLabel, sets: number, random: () => number): Promise<string[]> {
  const names = (await run(graph, busiestNodes(label, keyOf(label)), {})).map(({ name }) => name);
  if (names.length === 0) return [];
  const busiest = names.slice(0, Math.ceil(sets / 2));
  const drawn = Array.from({ length: sets - busiest.length }, () => names[Math.floor(random() * names.length)]!);
  return Array.from({ length: sets }, (_, at) => [busiest, drawn][at % 2]![at >> 1] ?? names[0]!);
}
