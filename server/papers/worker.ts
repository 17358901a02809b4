import { readFile } from "node:fs/promises";
import { type KnownResult, type PaperText, propose, readPaper } from "../../ingest/index.ts";
import type { KnownResultsAnswer, KnownResultsQuestion, ReadReply, ReadRequest } from "./messages.ts";

/** The most of a paper's text that is handed on. */
const mostText = 40_000;

/**
 * The inside of the process that reads one paper: strangers wrote it, so that it may want more time and memory than there is, and this
 * process can be ended. It answers once, and ends with its parent.
 */
export function serveReading(): void {
  process.on("disconnect", () => process.exit(0));
  process.once("message", async (request: ReadRequest) => {
    const reply = await read(request);
    process.send?.(reply, () => process.exit(0));
  });
}

async function read({ path, file, given, knowledge, wantsText }: ReadRequest): Promise<ReadReply> {
  try {
    const paper = await readPaper(await readFile(path), file);
    const proposal = await propose(paper, file, { knowledge, given, knownResults: askParent });
    return { kind: "done", proposal, text: wantsText ? proseOf(paper) : "" };
  } catch (error) {
    const { code, message } = error as Error & { code?: unknown };
    return { kind: "failed", code: typeof code === "string" ? code : undefined, message };
  }
}

function askParent(paperId: string): Promise<KnownResult[]> {
  return new Promise((resolve) => {
    process.once("message", ({ knownResults }: KnownResultsAnswer) => resolve(knownResults));
    process.send?.({ kind: "question", paperId } satisfies KnownResultsQuestion);
  });
}

function proseOf({ blocks }: PaperText): string {
  return blocks
    .flatMap((block) => (block.kind === "table" ? [] : [block.text]))
    .join("\n\n")
    .slice(0, mostText);
}
