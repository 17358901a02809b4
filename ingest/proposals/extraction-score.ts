import { z } from "zod";
import { withCaptions } from "../readers/captions.ts";
import type { PaperText } from "../readers/paper-text.ts";
import { keyOf, withoutMarks } from "../recognise/key.ts";
import { noNames, type Recogniser, recogniserOf } from "../recognise/recogniser.ts";
import { extractTables } from "../tables/extract.ts";
import { type ExtractedRow, type Figure, figures } from "../tables/extracted.ts";
import { readYaml } from "../yaml/located-yaml.ts";
import { sureFrom } from "./confidence.ts";
import { nothingKnown } from "./known.ts";
import { propose } from "./propose.ts";

const name = z.string();

/** What a document's tables print, written down by hand: the judge of the reader. */
const truthSchema = z.strictObject({
  /** The files that print it. */
  documents: z.array(name).min(1),
  tables: z.array(
    z.strictObject({
      name,
      figures: z.array(z.enum(figures)).min(1),
      /** What a printed 1 of each figure is: 0.01 for percent, 1e6 for millions. */
      units: z.array(z.number()),
      /**
       * Label (or several that count), network, data set, then the figures as printed; null where a
       * cell has none.
       */
      rows: z.array(z.array(z.union([name, z.number(), z.null(), z.array(name)])).min(4)),
    }),
  ),
});

/**
 * Figures that count; top-5 accuracy and what was asked for are read too, but become no part of a
 * result's measures.
 */
const counted: readonly Figure[] = figures.filter((figure) => figure !== "top5" && figure !== "target");

interface Entry {
  labels: string[];
  network: string;
  dataset: string;
  figures: Map<Figure, number>;
}

export interface ExtractionTruth {
  documents: string[];
  tables: number;
  rows: Entry[];
}

export interface ExtractionScore {
  tables: { found: number; expected: number };
  /**
   * One figure of one row each. A figure of a row with another method, network or data set is
   * wrong.
   */
  cells: { right: number; wrong: number; missed: number };
  precision: number;
  recall: number;
  /** The same of the rows that would be ingested unseen. */
  sure: { rows: number; right: number; wrong: number };
  /** Each row that could be ingested, with how sure the reader is and whether a figure of it is wrong. */
  proposed: { confidence: number; right: number; wrong: number }[];
}

/**
 * Reads what a document's tables print.
 *
 * @throws IngestError with file and line.
 */
export function readTruth(text: string, file: string): ExtractionTruth {
  const { value } = readYaml(text, file, truthSchema);
  const recogniser = recogniserOf(noNames);
  const rows = value.tables.flatMap((table) =>
    table.rows.map(([label, network, dataset, ...printed]): Entry => {
      const found = printed.flatMap((each, at): [Figure, number][] => {
        const figure = table.figures[at];
        return typeof each === "number" && figure ? [[figure, each * (table.units[at] ?? 1)]] : [];
      });
      return {
        labels: (Array.isArray(label) ? label : [String(label)]).map(labelKey),
        network: networkKey(String(network), recogniser),
        dataset: recogniser.datasets(String(dataset))[0]?.found.id ?? String(dataset),
        figures: new Map(found),
      };
    }),
  );
  return { documents: value.documents, tables: value.tables.length, rows };
}

/**
 * Reads a document without any knowledge of a graph and compares what it finds with what is
 * printed.
 */
export async function scoreExtraction(
  paper: PaperText,
  file: string,
  truth: ExtractionTruth,
): Promise<ExtractionScore> {
  const recogniser = recogniserOf(noNames);
  const tables = extractTables({ ...paper, blocks: withCaptions(paper.blocks) }, recogniser);
  const rows = tables.flatMap((table) => table.rows);
  const { right, wrong, missed, verdicts } = compared(rows, truth.rows);
  const { rows: proposed } = await propose(paper, file, { knowledge: nothingKnown });
  const judged = proposed.flatMap(({ result, confidence, state }, at) =>
    result && state !== "unusable" && verdicts[at] ? [{ confidence, ...verdicts[at] }] : [],
  );
  const sure = judged.filter(({ confidence }) => confidence >= sureFrom);
  const sum = (part: "right" | "wrong") => sure.reduce((total, verdict) => total + verdict[part], 0);
  return {
    tables: { found: tables.length, expected: truth.tables },
    cells: { right, wrong, missed },
    precision: right + wrong === 0 ? 1 : right / (right + wrong),
    recall: right + missed === 0 ? 1 : right / (right + missed),
    sure: { rows: sure.length, right: sum("right"), wrong: sum("wrong") },
    proposed: judged,
  };
}

interface Verdict {
  right: number;
  wrong: number;
}

/**
 * Pairs rows that are of the same, the most alike first, and counts figures: right where both have
 * the same, wrong where the reader has another or one that is not printed, missed where what is
 * printed was not read right.
 */
function compared(
  rows: readonly ExtractedRow[],
  truth: readonly Entry[],
): Verdict & { missed: number; verdicts: Verdict[] } {
  const left = new Set(truth);
  const entries = rows.map(entryOf);
  const pairs = new Map<number, Entry>();
  const candidates = entries
    .flatMap((entry, at) =>
      truth.filter((each) => isSame(entry, each)).map((each) => ({ at, each, alike: agreeing(entry, each) })),
    )
    .sort((a, b) => b.alike - a.alike);
  for (const { at, each } of candidates) {
    if (pairs.has(at) || !left.has(each)) continue;
    pairs.set(at, each);
    left.delete(each);
  }
  const verdicts = entries.map((entry, at): Verdict => {
    const right = pairs.has(at) ? agreeing(entry, pairs.get(at)!) : 0;
    return { right, wrong: entry.figures.size - right };
  });
  const right = verdicts.reduce((sum, verdict) => sum + verdict.right, 0);
  const printed = truth.reduce((sum, each) => sum + each.figures.size, 0);
  return { right, wrong: verdicts.reduce((sum, verdict) => sum + verdict.wrong, 0), missed: printed - right, verdicts };
}

function isSame(a: Entry, b: Entry): boolean {
  return a.labels.some((label) => b.labels.includes(label)) && a.network === b.network && a.dataset === b.dataset;
}

function agreeing(a: Entry, b: Entry): number {
  return [...a.figures].filter(([figure, value]) => {
    const other = b.figures.get(figure);
    return other !== undefined && Math.abs(value - other) <= 1e-6 * Math.max(1, Math.abs(other));
  }).length;
}

function entryOf(row: ExtractedRow): Entry {
  return {
    labels: [row.isBaseline ? "baseline" : labelKey(row.method?.text ?? "")],
    network: row.network?.found.id ?? "",
    dataset: row.dataset?.found.id ?? "",
    figures: new Map(row.readings.flatMap(({ figure, value }) => (counted.includes(figure) ? [[figure, value]] : []))),
  };
}

function labelKey(label: string): string {
  return keyOf(withoutMarks(label)) || keyOf(label);
}

function networkKey(text: string, recogniser: Recogniser): string {
  return recogniser.networks(text)[0]?.found.id ?? text;
}
