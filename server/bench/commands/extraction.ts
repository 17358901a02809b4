import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { z } from "zod";
import {
  type ExtractionScore,
  type ExtractionTruth,
  paperFormatOf,
  readPaper,
  readTruth,
  scoreExtraction,
  sureFrom,
} from "../../../ingest/index.ts";
import { print, printJson } from "../../cli/session.ts";
import { table } from "../../cli/terminal.ts";
import { BadInput } from "../../errors.ts";
import { percent } from "../../format.ts";
import { type JudgedRow, leftOut, reliability } from "../reliability.ts";

const shipped = fileURLToPath(new URL("../corpus", import.meta.url));
/** Documents that the reader was not improved on before they were read once. */
const unseen = join(shipped, "unseen");

/** At most one sure row in so many may have a wrong figure. */
const oneIn = 200;

const counts = {
  tables: z.int(),
  right: z.int(),
  wrong: z.int(),
  missed: z.int(),
  sureRows: z.int(),
  wrongInSure: z.int(),
};
const firstReadings = z.strictObject({
  documents: z.array(
    z.strictObject({
      document: z.string(),
      kindSeen: z.boolean(),
      ...counts,
      /** By the reader of before its kinds were shown to it, where that still read it. */
      before: z.strictObject(counts).optional(),
      /** Whose it is and which file, where its licence does not let us keep it, and what was read of it later. */
      notKept: z.strictObject({ source: z.string(), sha256: z.string(), later: z.strictObject(counts) }).optional(),
    }),
  ),
});
type FirstReading = z.output<typeof firstReadings>["documents"][number];

interface Scored {
  document: string;
  score: ExtractionScore;
}

/**
 * `automc bench extraction`: how much of what papers print is read right, against figures
 * transcribed by hand.
 *
 * A document's truth is beside it, or among those that come with AutoMC, in a file
 * `NAME.truth.yaml` that names the document. Without files: all that come with AutoMC, the first
 * readings of those that it had never met, and how reliable the confidence is.
 */
export async function benchExtraction(files: string[], { json }: { json: boolean }): Promise<void> {
  const known = await scored(files.length > 0 ? files : await documentsIn(shipped));
  if (files.length > 0) {
    if (json) return printJson({ name: "extraction", documents: known });
    return printScores(known);
  }
  const met = await scored(await documentsIn(unseen));
  const first = firstReadings.parse(parse(await readFile(join(unseen, "first-readings.yaml"), "utf8"))).documents;
  const rows = [...known, ...met].flatMap(({ document, score }) => score.proposed.map((row) => ({ document, ...row })));
  if (json) return printJson({ name: "extraction", documents: known, unseen: met, firstReadings: first });
  printScores(known);
  printFirst(first, met);
  printReliability(rows);
}

async function documentsIn(folder: string): Promise<string[]> {
  const files = (await readdir(folder)).filter((file) => paperFormatOf(file) && file !== "README.md");
  return files.sort().map((file) => join(folder, file));
}

async function scored(files: readonly string[]): Promise<Scored[]> {
  const scores: Scored[] = [];
  for (const file of files) {
    const truth = await truthOf(file);
    const bytes = await readFile(file).catch((cause: Error) => {
      throw new BadInput(`${file} can't be read: ${cause.message}.`, { cause });
    });
    scores.push({ document: basename(file), score: await scoreExtraction(await readPaper(bytes, file), file, truth) });
  }
  return scores;
}

function printScores(scores: readonly Scored[]): void {
  const sum = (of: (score: ExtractionScore) => number) => scores.reduce((total, { score }) => total + of(score), 0);
  const [right, wrong, missed] = [
    sum(({ cells }) => cells.right),
    sum(({ cells }) => cells.wrong),
    sum(({ cells }) => cells.missed),
  ];
  const rows = scores.map(({ document, score: { tables, cells, precision, recall, sure } }) => [
    document,
    `${tables.found} of ${tables.expected}`,
    cells.right,
    cells.wrong,
    cells.missed,
    percent(precision),
    percent(recall),
    sure.rows,
    sure.wrong,
  ]);
  const all = [
    ...["all", "", right, wrong, missed],
    ...[percent(right / (right + wrong)), percent(right / (right + missed))],
    ...[sum(({ sure }) => sure.rows), sum(({ sure }) => sure.wrong)],
  ];
  print(
    table(
      ["document", "tables", "right", "wrong", "missed", "precision", "recall", "sure rows", "wrong in them"],
      [...rows, all],
    ),
  );
}

/** What was read of the documents that nobody tuned for: then, and now. */
function printFirst(first: readonly FirstReading[], now: readonly Scored[]): void {
  const cells = ({ right, wrong, missed }: { right: number; wrong: number; missed: number }) =>
    `${right} / ${wrong} / ${missed}`;
  print(
    "\nMet for the first time (right / wrong / missed figures); a * marks kinds of tables that the reader had been shown, a † papers that are not kept here, as they were read last:",
  );
  print(
    table(
      ["document", "the reader before", "first reading", "now", "of what is proposed now"],
      first.map(({ document, kindSeen, before, notKept, ...then }) => {
        const score = now.find((each) => each.document === document)?.score;
        const [right, wrong] = [sumOf(score, "right"), sumOf(score, "wrong")];
        return [
          `${document}${kindSeen ? " *" : ""}${notKept ? " †" : ""}`,
          before ? cells(before) : "",
          cells(then),
          score ? cells(score.cells) : notKept ? cells(notKept.later) : "",
          notKept ? "" : right + wrong === 0 ? "nothing" : percent(right / (right + wrong)),
        ];
      }),
    ),
  );
}

function sumOf(score: ExtractionScore | undefined, what: "right" | "wrong"): number {
  return (score?.proposed ?? []).reduce((sum, row) => sum + row[what], 0);
}

function printReliability(rows: readonly JudgedRow[]): void {
  print("\nHow often a row has no wrong figure, by how sure the reader is, over all of these documents:");
  print(
    table(
      ["confidence", "rows", "without a wrong figure"],
      reliability(rows).map(({ from, to, rows: count, withoutFault }) => [
        `${from.toFixed(2)} to ${Math.min(1, to).toFixed(2)}`,
        count,
        count === 0 ? "" : percent(withoutFault / count),
      ]),
    ),
  );
  const { rows: taken, wrong } = leftOut(rows, { oneIn, least: sureFrom });
  print(
    `Left out one document at a time, with the mark set by the others: ${wrong} of ${taken} sure rows have a wrong figure (the bar is 1 in ${oneIn}).`,
  );
}

async function truthOf(file: string): Promise<ExtractionTruth> {
  const name = basename(file);
  for (const folder of [dirname(file), shipped, unseen]) {
    const candidates = (await readdir(folder).catch(() => [])).filter((each) => each.endsWith(".truth.yaml")).sort();
    for (const candidate of candidates) {
      const truth = readTruth(await readFile(join(folder, candidate), "utf8"), candidate);
      if (truth.documents.includes(name)) return truth;
    }
  }
  throw new BadInput(`There is no truth for ${file}: no .truth.yaml beside it names ${name} among its documents.`);
}
