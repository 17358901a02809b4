import { type NamedKind, run } from "../../../graph/index.ts";
import {
  journalLines,
  kindOf,
  listIngests,
  merge,
  rollback,
  showIngest,
  unmerge,
  visible,
} from "../../../ingest/index.ts";
import { inGraph, openSession, print, printJson } from "../session.ts";
import { table } from "../terminal.ts";
import { countRows } from "./ingest.ts";

type Recorded = Awaited<ReturnType<typeof showIngest>>["ingest"];

/** `automc ingest ls`: every change of knowledge that was not undone, the newest first. */
export async function list({ json }: { json: boolean }): Promise<void> {
  await inGraph(openSession({ quiet: json }), async (graph) => {
    const ingests = await run(graph, listIngests, {});
    if (json) return printJson(ingests);
    const nodes = ({ added }: Recorded) =>
      Object.entries(added).reduce((sum, [what, count]) => sum + (/^[A-Z_]+$/.test(what) ? 0 : count), 0);
    const rows = ingests.map((each) => [each.id, when(each), what(each), nodes(each), sum(each.changed)]);
    print(table(["id", "when", "what", "nodes added", "changed"], rows));
  });
}

/** `automc ingest show`: one of them, and all that it did. */
export async function show(id: string, { json }: { json: boolean }): Promise<void> {
  await inGraph(openSession({ quiet: json }), async (graph) => {
    const { ingest, journal } = await showIngest(graph, id);
    if (json) return printJson({ ...ingest, journal });
    print(`${ingest.id}: ${what(ingest)}, ${when(ingest)}`);
    for (const [at, file] of ingest.files.entries()) print(`  ${visible(file)} (SHA-256 ${ingest.sha256[at]})`);
    for (const line of journalLines(journal)) print(line);
    print(table(["was", "what", "how many"], countRows(ingest)));
    print(
      `It found ${journal.heldNodes.length} nodes and ${journal.heldLinks.length} relationships there as it states them.`,
    );
    print(
      `automc ingest ${ingest.kind === "merge" ? "unmerge" : "rollback"} ${ingest.id} undoes it, unless something builds on it.`,
    );
  });
}

/**
 * `automc ingest rollback`: the graph as it was before, or one sentence that lists what builds on
 * it.
 */
export async function rollBack(
  id: string,
  { withVectors, json }: { withVectors: boolean; json: boolean },
): Promise<void> {
  await inGraph(openSession({ quiet: json }), async (graph) => {
    const { ingest, changes } = await rollback(graph, id, { withVectors });
    if (json) return printJson({ ingest, changes });
    const { nodesDeleted, relationshipsDeleted } = changes;
    print(
      `Ingest ${ingest.id} (${what(ingest)}) is undone: ${nodesDeleted} nodes and ${relationshipsDeleted} relationships are gone.`,
    );
  });
}

/**
 * `automc ingest merge`: two methods, networks, data sets or tasks that are one, by whatever names.
 */
export async function mergeTwo(
  from: string,
  into: string,
  { kind, json }: { kind?: NamedKind; json: boolean },
): Promise<void> {
  await inGraph(openSession({ quiet: json }), async (graph) => {
    const of = kind ?? (await kindOf(graph, from, into));
    const merged = await merge(graph, of, from, into);
    if (json) return printJson({ kind: of, ...merged });
    print(`The ${of} ${merged.from} is ${merged.into} from now on, and its names are other names of it.`);
    print(table(["moved", "how many"], Object.entries(merged.moved)));
    print(`Merge ${merged.id}; automc ingest unmerge ${merged.id} undoes it.`);
  });
}

/** `automc ingest unmerge`: both as they were. */
export async function unmergeTwo(id: string, { json }: { json: boolean }): Promise<void> {
  await inGraph(openSession({ quiet: json }), async (graph) => {
    const { ingest } = await unmerge(graph, id);
    if (json) return printJson({ ingest });
    print(`${ingest.merged?.from} and ${ingest.merged?.into} are two ${ingest.merged?.kind}s again.`);
  });
}

function when({ at }: Recorded): string {
  return at.slice(0, 19).replace("T", " ");
}

function what({ kind, files, merged }: Recorded): string {
  if (merged) return visible(`${merged.kind} ${merged.from} into ${merged.into}`);
  if (kind === "init") return "what AutoMC comes with";
  return visible(`${files[0]}${files.length > 1 ? ` and ${files.length - 1} more` : ""}`);
}

function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
