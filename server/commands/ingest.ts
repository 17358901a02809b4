import { readFile } from "node:fs/promises";
import { paperFormatOf, ingest as takeIn } from "../../ingest/index.ts";
import { BadInput } from "../errors.ts";
import { ingestAbilities } from "../ingest-abilities.ts";
import { inGraph, openSession, print, printJson } from "../session.ts";
import { table } from "../terminal.ts";
import { findingLines, summary } from "./ingest-audit.ts";
import { ingestPapers, type PaperOptions } from "./ingest-paper.ts";

/** `automc ingest`: method cards and files of results into the graph, in one transaction: all of it or nothing; papers are proposed first. */
export async function ingest(files: string[], options: PaperOptions): Promise<void> {
  const papers = files.filter((file) => paperFormatOf(file) !== undefined);
  if (papers.length === files.length) return ingestPapers(files, options);
  if (papers.length > 0) {
    throw new BadInput(`${papers[0]} is a paper and the rest are not; take in papers by themselves.`);
  }
  const { dryRun, json } = options;
  for (const [name, given] of Object.entries(options)) {
    if (["dryRun", "json"].includes(name) || given === undefined || given === false) continue;
    throw new BadInput(`--${name} is about papers; cards and files of results are taken in as they are.`);
  }
  const session = openSession({ quiet: json });
  const sources = await Promise.all(files.map(async (file) => ({ file, text: await readText(file) })));
  await inGraph(session, async (graph) => {
    const taken = await takeIn(graph, sources, { ...ingestAbilities, dryRun });
    const { plan, methods, added, changed, changes, findings } = taken;
    if (json) return printJson({ dryRun, methods, added, changed, changes, findings, plan });
    for (const line of findingLines(findings)) print(line);
    if (findings.length > 0) print(`The auditor: ${summary(findings)}.`);
    const rows = [
      ...Object.entries(added).map(([what, count]) => ["added", what, count]),
      ...Object.entries(changed).map(([what, count]) => ["changed", what, count]),
    ];
    for (const method of methods) print(said(method, dryRun));
    if (rows.length === 0) return print("The graph knew all of it; nothing to write.");
    print(table([dryRun ? "would be" : "was", "what", "how many"], rows));
    if (dryRun) print("A dry run: nothing was written.");
  });
}

type Taken = Awaited<ReturnType<typeof takeIn>>["methods"][number];

/** What a card makes of its method. */
function said({ id, strategies, knowledgeOnly }: Taken, dryRun: boolean): string {
  if (knowledgeOnly !== null) {
    const known = strategies > 0 ? "queried and embedded" : "queried";
    return `${id} is knowledge only, ${knowledgeOnly}: it can be ${known}, and no search proposes it.`;
  }
  return `${id} ${dryRun ? "would run" : "runs"}: the next study chooses from its ${strategies} strategies too.`;
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new BadInput(`${file} can't be read: ${(cause as Error).message}.`, { cause });
  }
}
