import { knownVocabulary, runOne } from "../../../graph/index.ts";
import { newCardText, paperFormatOf } from "../../../ingest/index.ts";
import { putFile } from "../../artifacts/atomic-write.ts";
import { BadInput } from "../../errors.ts";
import { readPaperAside } from "../../papers/read.ts";
import { inGraph, openSession, print } from "../session.ts";

/**
 * `automc ingest new-card PAPER`: a card's beginning from a paper, printed, or written with --out.
 * The graph is only read.
 */
export async function newCard(file: string, { out, own }: { out?: string; own?: string }): Promise<void> {
  if (paperFormatOf(file) === undefined)
    throw new BadInput(`${file}: a paper's name ends in .pdf, .md, .html or .tex.`);
  const session = openSession({ quiet: true });
  await inGraph(session, async (graph) => {
    const { environment } = session.config;
    const { proposal, text } = await readPaperAside(graph, {
      path: file,
      file,
      given: { own },
      environment,
      home: session.config.home,
      wantsText: true,
    });
    const { techniques, hyperparameters, methods } = await runOne(graph, knownVocabulary, {});
    const held = methods.find(({ id }) => id === proposal.own?.id);
    const card = newCardText({ proposal, text, techniques, hyperparameters, held });
    if (out === undefined) return print(card.trimEnd());
    await putFile(out, card);
    print(`A card's beginning is in ${out}; fill it, then: automc ingest ${out} --dry-run`);
  });
}
