import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type ExtractionScore,
  type ExtractionTruth,
  paperFormatOf,
  readPaper,
  readTruth,
  scoreExtraction,
} from "../../../ingest/index.ts";
import { print, printJson } from "../../cli/session.ts";
import { table } from "../../cli/terminal.ts";
import { BadInput } from "../../errors.ts";
import { percent } from "../../format.ts";

const shipped = fileURLToPath(new URL("../corpus", import.meta.url));

/**
 * `automc bench extraction`: how much of what papers print is read right, against figures
 * transcribed by hand.
 *
 * A document's truth is beside it, or among those that come with AutoMC, in a file
 * `NAME.truth.yaml` that names the document.
 */
export async function benchExtraction(files: string[], { json }: { json: boolean }): Promise<void> {
  const documents =
    files.length > 0
      ? files
      : (await readdir(shipped))
          .filter((file) => paperFormatOf(file) && file !== "README.md")
          .sort()
          .map((file) => join(shipped, file));
  const scores: { document: string; score: ExtractionScore }[] = [];
  for (const file of documents) {
    const truth = await truthOf(file);
    const bytes = await readFile(file).catch((cause: Error) => {
      throw new BadInput(`${file} can't be read: ${cause.message}.`, { cause });
    });
    scores.push({ document: basename(file), score: await scoreExtraction(await readPaper(bytes, file), file, truth) });
  }
  if (json) return printJson({ name: "extraction", documents: scores });
  const total = scores.reduce(
    (sum, { score: { cells } }) => ({
      right: sum.right + cells.right,
      wrong: sum.wrong + cells.wrong,
      missed: sum.missed + cells.missed,
    }),
    { right: 0, wrong: 0, missed: 0 },
  );
  print(
    table(
      ["document", "tables", "right", "wrong", "missed", "precision", "recall", "sure rows", "wrong in them"],
      [
        ...scores.map(({ document, score: { tables, cells, precision, recall, sure } }) => [
          document,
          `${tables.found} of ${tables.expected}`,
          cells.right,
          cells.wrong,
          cells.missed,
          percent(precision),
          percent(recall),
          sure.rows,
          sure.wrong,
        ]),
        [
          "all",
          "",
          total.right,
          total.wrong,
          total.missed,
          percent(total.right / (total.right + total.wrong)),
          percent(total.right / (total.right + total.missed)),
          scores.reduce((sum, { score }) => sum + score.sure.rows, 0),
          scores.reduce((sum, { score }) => sum + score.sure.wrong, 0),
        ],
      ],
    ),
  );
}

async function truthOf(file: string): Promise<ExtractionTruth> {
  const name = basename(file);
  for (const folder of [join(file, ".."), shipped]) {
    const candidates = (await readdir(folder).catch(() => [])).filter((each) => each.endsWith(".truth.yaml")).sort();
    for (const candidate of candidates) {
      const truth = readTruth(await readFile(join(folder, candidate), "utf8"), candidate);
      if (truth.documents.includes(name)) return truth;
    }
  }
  throw new BadInput(`There is no truth for ${file}: no .truth.yaml beside it names ${name} among its documents.`);
}
