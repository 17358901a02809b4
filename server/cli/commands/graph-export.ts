import type { Command } from "commander";
import {
  ask,
  type ExportFormat,
  exportFormats,
  type Graph,
  nodesOfRows,
  parametersFromText,
  readSubgraph,
  type Selection,
} from "../../../graph/index.ts";
import { putFile } from "../../artifacts/atomic-write.ts";
import { BadInput } from "../../errors.ts";
import { inGraph, openSession, print } from "../session.ts";
import { optionOf, optionsByName, queryCalled } from "../views/named-query.ts";

interface Options {
  format: ExportFormat;
  methods?: string[];
  task?: string;
  around?: string;
  hops?: number;
  name?: string;
  strategies: boolean;
  vectors: boolean;
  mostNodes: number;
  out?: string;
}

/**
 * `automc graph export`: a part of the graph as graphology JSON, GraphML or JSON-LD: what is about
 * some methods or a task, what is near a node, what the rows of a named query are about, or all.
 */
export async function exportGraph(command: Command, options: Options): Promise<void> {
  const { format, strategies, vectors, mostNodes, out } = options;
  const select = selectionOf(command, options);
  await inGraph(openSession({ quiet: out === undefined }), async (graph) => {
    const part = await readSubgraph(graph, await select(graph), { strategies, vectors, mostNodes });
    const text = await exportFormats[format].write(part);
    if (out === undefined) return void process.stdout.write(`${text}\n`);
    await putFile(out, `${text}\n`).catch((cause: NodeJS.ErrnoException) => {
      throw new BadInput(`${out} can't be written (${cause.code}).`, { cause });
    });
    print(`Wrote ${part.nodes.length} nodes and ${part.links.length} relationships to ${out} (${format}).`);
  });
}

/** What is asked for, checked before the graph is opened. */
function selectionOf(command: Command, options: Options): (graph: Graph) => Promise<Selection> {
  const { methods, task, around, hops, name } = options;
  const [stray] = command.args;
  const given = Object.entries({ methods, task: name === undefined ? task : undefined, around, name });
  const [first, second] = given.filter(([, value]) => value !== undefined).map(([option]) => `--${option}`);
  if (second !== undefined) throw new BadInput(`Give ${first} or ${second}, not both.`);
  if (hops !== undefined && around === undefined) throw new BadInput("--hops needs --around: a node to begin at.");
  if (name !== undefined) {
    const named = queryCalled(name);
    const texts = { ...optionsByName(named, command.args), ...(task !== undefined && { task }) };
    const params = parametersFromText(named, texts, (parameter, value) => `${optionOf(parameter)} ${value}`);
    return async (graph) => ({ names: nodesOfRows(named, params, await ask(graph, named, params)) });
  }
  if (stray !== undefined)
    throw new BadInput(`"${stray}" is nothing that graph export takes; --help lists its options.`);
  return async () => ({
    ...(methods && { methods }),
    ...(task !== undefined && { task }),
    ...(around !== undefined && { around: { node: around, hops: hops ?? 1 } }),
  });
}
