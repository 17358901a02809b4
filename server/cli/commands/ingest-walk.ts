import { createInterface } from "node:readline/promises";
import { mappingText } from "../../../ingest/index.ts";
import { putFile } from "../../artifacts/atomic-write.ts";
import { readPaperAside } from "../../papers/read.ts";
import { walkedMapping } from "../mapping-walk.ts";
import { inGraph, openSession, print } from "../session.ts";
import { proposalLines } from "../views/proposal.ts";

/**
 * `automc ingest review paper.pdf`: walks through the tables of a paper in the terminal, asks what
 * each column is, shows the rows that follow, and writes the answers as a mapping. The graph is
 * only read.
 */
export async function walk(file: string): Promise<void> {
  const session = openSession();
  const out = `${file.replace(/\.[^./]+$/, "")}.mapping.yaml`;
  await inGraph(session, async (graph) => {
    const reading = { path: file, file, given: {}, environment: session.config.environment, home: session.config.home };
    const { proposal } = await readPaperAside(graph, reading);
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    try {
      print("Enter keeps what is in brackets; skip goes on to the table's end; automc ingest --help lists the words.");
      const mapping = await walkedMapping(proposal, (question) => terminal.question(question), print);
      const read = await readPaperAside(graph, { ...reading, mapping });
      for (const line of proposalLines(read.proposal)) print(line);
      await putFile(out, mappingText(mapping));
      print(`The answers are in ${out}; to ingest the sure rows: automc ingest ${file} --mapping ${out} --accept`);
    } finally {
      terminal.close();
    }
  });
}
