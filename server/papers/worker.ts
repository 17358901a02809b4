import { readFile } from "node:fs/promises";
import { type KnownResult, type Mapping, type PaperText, propose, readPaper } from "../../ingest/index.ts";
import { serve } from "../processes/serve.ts";
import type { PaperQuestion, PaperRead, ReadRequest } from "./messages.ts";

/** The most of a paper's text that is handed on. */
const mostText = 40_000;

/**
 * The inside of the process that reads papers: strangers wrote them, so that reading may want more
 * time and memory than there is, and this process can be ended. It ends with its parent.
 */
export function serveReading(): void {
  serve<ReadRequest, PaperRead, never, PaperQuestion, unknown>(
    async ({ path, file, given, knowledge, mapping, isAsked, wantsText }, { ask }) => {
      const paper = await readPaper(await readFile(path), file);
      const proposal = await propose(paper, file, {
        knowledge,
        given,
        mapping,
        ...(isAsked && { isAsked }),
        knownResults: async (paperId) => (await ask({ about: "results", paperId })) as KnownResult[],
        keptMapping: async (paperId) => (await ask({ about: "mapping", paperId })) as Mapping | undefined,
      });
      return { proposal, text: wantsText ? proseOf(paper) : "", tables: wantsText ? tablesOf(paper) : "" };
    },
  );
}

/** The first twelve rows of each table, with its caption. */
function tablesOf({ blocks }: PaperText): string {
  return blocks
    .flatMap((block) => (block.kind === "table" ? [block] : []))
    .map(({ caption = "", rows }, at) =>
      [
        `Table ${at + 1}. ${caption}`,
        ...rows.slice(0, 12).map(({ cells }) => cells.map(({ text }) => text).join(" | ")),
      ].join("\n"),
    )
    .join("\n\n")
    .slice(0, mostText);
}

function proseOf({ blocks }: PaperText): string {
  return blocks
    .flatMap((block) => (block.kind === "table" ? [] : [block.text]))
    .join("\n\n")
    .slice(0, mostText);
}
