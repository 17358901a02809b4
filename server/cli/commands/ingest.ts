import { readFile } from "node:fs/promises";
import { namedKinds } from "../../../graph/index.ts";
import {
  type Duplicate,
  type Ingested,
  ingest as ingestSources,
  paperFormatOf,
  planLines,
  type ResolvedName,
  type StatedMethod,
  visible,
} from "../../../ingest/index.ts";
import { BadInput } from "../../errors.ts";
import { ingestAbilities } from "../../papers/ingest-options.ts";
import { meantOperators, whyKnowledgeOnly } from "../../papers/knowledge-only.ts";
import { inGraph, openSession, print, printJson } from "../session.ts";
import { table } from "../terminal.ts";
import { findingLines, summary } from "./ingest-audit.ts";
import { ingestPapers, type PaperOptions } from "./ingest-paper.ts";

/**
 * `automc ingest`: method cards and files of results into the graph, in one transaction: all of it
 * or nothing. What names and figures give reason to report is printed before anything is written.
 * Papers are proposed first.
 */
export async function ingest(files: string[], options: PaperOptions): Promise<void> {
  const papers = files.filter((file) => paperFormatOf(file) !== undefined);
  if (papers.length === files.length) return ingestPapers(files, options);
  if (papers.length > 0) {
    throw new BadInput(`${papers[0]} is a paper and the rest are not; ingest papers by themselves.`);
  }
  const { dryRun, strict, json } = options;
  for (const [name, given] of Object.entries(options)) {
    if (["dryRun", "strict", "json"].includes(name) || given === undefined || given === false) continue;
    throw new BadInput(`--${name} is about papers; cards and files of results are ingested as they are.`);
  }
  const session = openSession({ quiet: json });
  const sources = await Promise.all(files.map(async (file) => ({ file, text: await readText(file) })));
  await inGraph(session, async (graph) => {
    const beforeWriting = json ? undefined : report;
    const ingested = await ingestSources(graph, sources, { ...ingestAbilities, dryRun, strict, beforeWriting });
    if (json) return printJson({ dryRun, ...ingested, methods: ingested.methods.map(asReported) });
    if (dryRun) for (const line of planLines(ingested.plan)) print(line);
    for (const method of ingested.methods) print(methodLine(method, dryRun));
    const rows = countRows(ingested);
    if (rows.length === 0) return print("The graph held all of it; nothing to write.");
    print(table([dryRun ? "would be" : "was", "what", "how many"], rows));
    if (ingested.strategies.added > 0)
      print(
        `Of ${ingested.strategies.added} new strategies, ${ingested.strategies.executable} can run${whyNot(ingested.methods)}.`,
      );
    if (dryRun) return print("A dry run: nothing was written.");
    print(`Ingest ${ingested.id}; automc ingest rollback ${ingested.id} undoes it.`);
  });
}

/** Which operators keep strategies from running. */
function whyNot(methods: readonly StatedMethod[]): string {
  const missing = [...new Set(methods.flatMap(({ missingOperators }) => missingOperators))];
  return missing.length === 0 ? "" : `: there is no operator ${missing.join(", ")}${meantOperators(missing)}`;
}

/** How much was added, changed and removed, as rows of a table. */
export function countRows(counts: Pick<Ingested, "added" | "changed" | "removed">): [string, string, number][] {
  return (["added", "changed", "removed"] as const).flatMap((what) =>
    Object.entries(counts[what]).map(([of, count]): [string, string, number] => [what, of, count]),
  );
}

function report({ findings, duplicates, resolved }: Pick<Ingested, "findings" | "duplicates" | "resolved">): void {
  for (const line of findingLines(findings)) print(line);
  if (findings.length > 0) print(`The auditor: ${summary(findings)}.`);
  for (const name of resolved) print(resolvedLine(name));
  for (const duplicate of duplicates) print(duplicateLine(duplicate));
}

function resolvedLine({ where, kind, name, id }: ResolvedName): string {
  return visible(`${where}: ${kind} "${name}" is taken for ${id}.`);
}

function duplicateLine({ where, kind, id, candidates }: Duplicate): string {
  const like = candidates.map((each) => `${each.id} ("${each.name}", ${(100 * each.similarity).toFixed(0)} %)`);
  const isMerged = namedKinds.some((each) => each === kind);
  const then = `--strict refuses it${isMerged ? ", automc ingest merge makes two one" : ""}`;
  return visible(`${where}: the new ${kind} ${id} looks like ${like.join(", ")}; ${then}.`);
}

/** A method as `--json` prints it. */
function asReported({ id, strategies, ...runnable }: StatedMethod) {
  return { id, strategies, knowledgeOnly: whyKnowledgeOnly(runnable) };
}

/** What a document makes of a method that it defines. */
function methodLine(method: StatedMethod, dryRun: boolean): string {
  const { id, strategies, executable } = method;
  if (executable) {
    return `${id} ${dryRun ? "would run" : "runs"}: the next study chooses from its ${strategies} strategies too.`;
  }
  const known = strategies > 0 ? "queried and embedded" : "queried";
  return `${id} is knowledge only, ${whyKnowledgeOnly(method)}: it can be ${known}, and no search proposes it.`;
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new BadInput(`${file} can't be read: ${(cause as Error).message}.`, { cause });
  }
}
