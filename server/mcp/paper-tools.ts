import { randomUUID } from "node:crypto";
import { mkdir, rm, stat, writeFile } from "node:fs/promises";
import { basename, extname, isAbsolute, join } from "node:path";
import { z } from "zod";
import { hasResult, paperFormatOf } from "../../ingest/index.ts";
import { BadInput } from "../errors.ts";
import { readPaperAside } from "../papers/read.ts";
import { more, tool } from "./tool.ts";

/** What a paper would bring into the graph. */
export const paperTools = [
  tool({
    name: "propose_from_paper",
    description:
      "Reads a paper's tables and says which results could be ingested: each row with its place, confidence, and what is doubtful. Writes nothing.",
    input: z.strictObject({
      file: z
        .string()
        .min(1)
        .max(1_000)
        .describe("absolute path of a .pdf, .md, .html or .tex here; with text, only its name"),
      text: z.string().max(2_000_000).optional().describe("the paper itself"),
      more,
    }),
    async run({ deps, local }, { file, text }) {
      if (paperFormatOf(file) === undefined)
        throw new BadInput(`${file}: a paper's name ends in .pdf, .md, .html or .tex.`);
      if (text === undefined && !local)
        throw new BadInput("This server reads no files for others; send the paper's text.");
      if (text === undefined && !(isAbsolute(file) && (await stat(file).catch(() => undefined))?.isFile()))
        throw new BadInput(`There is no file ${file} here; name it by its absolute path, or send its text.`);
      const folder = join(deps.scratch, randomUUID());
      const path = text === undefined ? file : join(folder, `paper${extname(file).toLowerCase()}`);
      try {
        if (text !== undefined) {
          await mkdir(folder, { recursive: true, mode: 0o700 });
          await writeFile(path, text);
        }
        const reading = { path, file: basename(file), given: {}, environment: deps.environment, home: deps.home };
        const { proposal } = await readPaperAside(deps.graph, reading);
        const { paper, tables, remarks, rows } = proposal;
        const count = (state: string) => rows.filter((row) => row.state === state).length;
        const counts = Object.fromEntries(
          ["sure", "unsure", "known", "unusable"].map((state) => [state, count(state)]),
        );
        return {
          paper: { id: paper.id, title: paper.title },
          tables,
          counts,
          remarks,
          rows: rows.filter(hasResult).map(shownRow),
        };
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  }),
];

function shownRow({
  number,
  state,
  confidence,
  reasons,
  provenance,
  result,
}: {
  number: number;
  state: string;
  confidence: number;
  reasons: string[];
  provenance: { table: string; row: string };
  result: { method?: string | undefined; algorithm?: string | undefined; task: string; accuracy?: number | undefined };
}) {
  const { method, algorithm, task, accuracy } = result;
  return {
    number,
    state,
    confidence,
    reasons,
    at: `${provenance.table}, ${provenance.row}`,
    of: method ?? algorithm,
    task,
    accuracy,
  };
}
