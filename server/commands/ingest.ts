import { readFile } from "node:fs/promises";
import { ingestCard } from "../../ingest/index.ts";
import { BadInput } from "../errors.ts";
import { operatorIds } from "../operator-ids.ts";
import { inGraph, openSession, print, printJson, withTraining } from "../session.ts";

/** `automc ingest`: method cards into the graph; all of a card or nothing. */
export async function ingest(files: string[], { dryRun, json }: { dryRun: boolean; json: boolean }): Promise<void> {
  const session = openSession({ quiet: json });
  const cards = await Promise.all(files.map(async (file) => ({ file, text: await readText(file) })));
  const operators = await withTraining(session, operatorIds);
  await inGraph(session, async (graph) => {
    const reports = [];
    for (const { file, text } of cards) reports.push({ file, ...(await ingestCard(graph, { text, file }, { operators, dryRun })) });
    if (json) return printJson(reports);
    for (const report of reports) print(JSON.stringify(report, null, 2));
  });
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new BadInput(`${file} can't be read: ${(cause as Error).message}.`, { cause });
  }
}
