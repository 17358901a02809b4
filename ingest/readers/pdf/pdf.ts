import { createRequire } from "node:module";
import { dirname, join, sep } from "node:path";
import { getDocument, type PDFDocumentProxy, type PDFPageProxy } from "pdfjs-dist/legacy/build/pdf.mjs";
import { IngestError } from "../../errors.ts";
import { paperLimits } from "../limits.ts";
import type { Block, PaperText } from "../paper-text.ts";
import { type Gutter, gutterOf, keepsGutter, regionsOf } from "./columns.ts";
import { type Operators, PageDrawing } from "./draw.ts";
import { linesOf, median } from "./lines.ts";
import type { PdfPage } from "./page.ts";
import { proseBlocks } from "./prose.ts";
import { tableIn } from "./table.ts";
import { isWithin, type TableArea, tableAreas } from "./table-areas.ts";
import { titleOf } from "./title.ts";
import { turnedPage } from "./turn.ts";
import { type Word, wordsOf } from "./words.ts";

/** Character maps and the metrics of standard fonts are read from the package itself. */
const pdfjs = dirname(createRequire(import.meta.url).resolve("pdfjs-dist/package.json"));

/**
 * Reads a PDF file: where its characters and lines are drawn, and from that columns of text, tables
 * and captions.
 *
 * Nothing in the file is run, no font of this machine is used, nothing is loaded; pictures are not
 * looked at, so that a scanned paper has no text.
 *
 * @throws IngestError `bad_document` in one sentence for a file that can't be read, is locked, or
 * has no text.
 */
export async function readPdf(bytes: Uint8Array, file: string): Promise<PaperText> {
  const remarks: string[] = [];
  const pdf = await opened(bytes, file);
  try {
    const count = Math.min(pdf.numPages, paperLimits.pages);
    if (count < pdf.numPages) remarks.push(`only the first ${count} of ${pdf.numPages} pages are read.`);
    const pages: PdfPage[] = [];
    for (let number = 1; number <= count; number++) {
      const page = await pageOf(pdf, number);
      if (page) pages.push(page);
      else remarks.push(`page ${number} can't be read.`);
    }
    if (!pages.some(({ glyphs }) => glyphs.length > 20)) {
      throw new IngestError(
        "bad_document",
        `${file}: has no text in it, only pictures perhaps; use a PDF with text, or the paper's source.`,
      );
    }
    const info = await pdf.getMetadata().catch(() => undefined);
    return assembled(pages, remarks, info?.info);
  } finally {
    await pdf.destroy();
  }
}

async function opened(data: Uint8Array, file: string): Promise<PDFDocumentProxy> {
  const beside = (folder: string) => join(pdfjs, folder) + sep;
  try {
    return await getDocument({
      data: new Uint8Array(data),
      isEvalSupported: false,
      useSystemFonts: false,
      disableFontFace: true,
      useWorkerFetch: false,
      useWasm: false,
      enableXfa: false,
      maxImageSize: 1,
      verbosity: 0,
      cMapUrl: beside("cmaps"),
      cMapPacked: true,
      standardFontDataUrl: beside("standard_fonts"),
    }).promise;
  } catch (cause) {
    const { name, message } = cause as Error;
    const why =
      name === "PasswordException"
        ? "is locked with a password"
        : `is no PDF that can be read (${message.replace(/\.$/, "").slice(0, 120)})`;
    throw new IngestError("bad_document", `${file}: ${why}.`, { cause });
  }
}

async function pageOf(pdf: PDFDocumentProxy, number: number): Promise<PdfPage | undefined> {
  let page: PDFPageProxy;
  let operators: Operators;
  try {
    page = await pdf.getPage(number);
    operators = await page.getOperatorList();
  } catch {
    return undefined; // a page that is broken; the others may not be
  }
  const drawing = new PageDrawing((name) => (page.commonObjs.has(name) ? page.commonObjs.get(name) : undefined));
  drawing.run(operators);
  page.cleanup();
  return turnedPage(number, drawing.glyphs, drawing.segments);
}

function assembled(pages: readonly PdfPage[], remarks: string[], info: object | undefined): PaperText {
  const firstAreas: TableArea[] = [];
  const worded = pages.map((page) => ({ page, words: withoutMargins(wordsOf(page.glyphs), page) }));
  const bodySize = median(worded.flatMap(({ words }) => words.map(({ size }) => size)));
  const gutters = worded.map(({ page, words }) => gutterOf(words, page.lines));
  const usual = usualGutter(gutters);
  const blocks = worded.flatMap(({ page, words }, at): Block[] => {
    const gutter = gutters[at] ?? (usual && keepsGutter(words, usual) ? usual : undefined);
    return regionsOf(words, page.lines, gutter).flatMap((region): Block[] => {
      const areas = tableAreas(region);
      const tables = areas
        .map((area) => ({ area, table: tableIn(area, page.number) }))
        .filter(({ table }) => table !== undefined);
      if (at === 0) firstAreas.push(...areas);
      const inside = (word: Word) => tables.some(({ area }) => isWithin(word, area));
      const prose = linesOf(region.words.filter((word) => !inside(word)));
      const parts: { top: number; block: Block[] }[] = tables.map(({ area, table }) => ({
        top: area.top,
        block: [table!],
      }));
      const edges = [Number.POSITIVE_INFINITY, ...tables.map(({ area }) => area.bottom)];
      edges.forEach((top, index) => {
        const bottom = tables[index]?.area.top ?? Number.NEGATIVE_INFINITY;
        const between = prose.filter(({ baseline }) => baseline < top && baseline > bottom);
        if (between.length > 0)
          parts.push({ top: between[0]!.baseline, block: proseBlocks(between, page.number, bodySize) });
      });
      return parts.sort((a, b) => b.top - a.top).flatMap(({ block }) => block);
    });
  });
  const shown = worded[0]
    ? titleOf(worded[0].words, (word) =>
        firstAreas.some((area) => isWithin(word, area) && area.rows.some((row) => row.words.includes(word))),
      )
    : {};
  return {
    format: "pdf",
    blocks,
    ...statedTitle(info),
    ...shown,
    identifiers: pages.flatMap(({ aside }) => aside),
    remarks,
  };
}

/**
 * Page numbers and running heads say nothing of the paper, and are between a paragraph and its end
 * on the next page.
 */
function withoutMargins(words: Word[], { number }: PdfPage): Word[] {
  const lines = linesOf(words);
  const drop = new Set<Word>();
  const last = lines.at(-1);
  if (last && last.words.length <= 3 && /^[-–\s]*\d{1,4}[-–\s]*$/.test(last.words.map(({ text }) => text).join(" ")))
    for (const word of last.words) drop.add(word);
  const [first] = lines;
  if (
    number > 1 &&
    first &&
    lines[1] &&
    first.baseline - lines[1].baseline > 1.7 * first.size &&
    first.words.length < 25
  )
    for (const word of first.words) drop.add(word);
  return words.filter((word) => !drop.has(word));
}

/** The gutter of most pages, for those where a table leaves little text to find it by. */
function usualGutter(gutters: readonly (Gutter | undefined)[]): Gutter | undefined {
  const found = gutters.filter((gutter) => gutter !== undefined);
  return found.length * 2 >= gutters.length
    ? found.toSorted((a, b) => a.at - b.at)[Math.floor(found.length / 2)]
    : undefined;
}

/** What the file says of itself, which is often the name of another file. */
function statedTitle(info: object | undefined): { title?: string } {
  const stated = info && "Title" in info && typeof info.Title === "string" ? info.Title.trim() : "";
  return /\p{L}{3}.*\s.*\p{L}{3}/u.test(stated) && !/\.(?:docx?|tex|dvi|pdf)$/i.test(stated) ? { title: stated } : {};
}
