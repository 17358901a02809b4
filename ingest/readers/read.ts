import { extname } from "node:path";
import { IngestError } from "../errors.ts";
import { decoded } from "./decode.ts";
import { paperLimits, refuseTooLong } from "./limits.ts";
import type { Block, PaperFormat, PaperText } from "./paper-text.ts";
import { picturesIn } from "./pictures.ts";

const extensions: Readonly<Record<string, PaperFormat>> = {
  ".md": "markdown",
  ".markdown": "markdown",
  ".mmd": "markdown",
  ".html": "html",
  ".htm": "html",
  ".xhtml": "html",
  ".tex": "latex",
  ".latex": "latex",
  ".pdf": "pdf",
};

/** The format of a file, by its name; undefined for one that is no paper. */
export function paperFormatOf(file: string): PaperFormat | undefined {
  return extensions[extname(file).toLowerCase()];
}

/**
 * Reads a paper's bytes, in the format of its name. Pure but for what pdf.js keeps in memory: no
 * file is opened, no address is loaded, nothing is run. It takes as long as it takes: who reads
 * what strangers wrote does so in a process that can be ended.
 *
 * @throws IngestError `bad_document` for what can't be read and `too_large` for more than a paper
 * is, each in one sentence with the file.
 */
export async function readPaper(bytes: Uint8Array, file: string): Promise<PaperText> {
  const format = paperFormatOf(file);
  if (format === undefined) {
    throw new IngestError("bad_document", `${file}: a paper's name ends in .pdf, .md, .html or .tex.`);
  }
  if (bytes.byteLength > paperLimits.bytes) {
    const most = paperLimits.bytes / 1e6;
    throw new IngestError(
      "too_large",
      `${file}: has ${(bytes.byteLength / 1e6).toFixed(0)} MB, a paper may have ${most}; cut out the part with the tables.`,
    );
  }
  if (format === "pdf") return bounded(await (await import("./pdf/pdf.ts")).readPdf(bytes, file));
  return bounded(await readText(bytes, file, format));
}

/** The readers are large, and most commands need none of them: each is loaded when it is needed. */
const readers = {
  markdown: async () => (await import("./markdown.ts")).readMarkdown,
  html: async () => (await import("./html/html.ts")).readHtml,
  latex: async () => (await import("./latex/latex.ts")).readLatex,
} as const;

async function readText(bytes: Uint8Array, file: string, format: Exclude<PaperFormat, "pdf">): Promise<PaperText> {
  const { text, remark } = decoded(bytes, file);
  refuseTooLong(text, file, format === "markdown");
  const read = await readers[format]();
  const pictures = picturesIn(text, format);
  try {
    const paper = read(text);
    return {
      ...paper,
      remarks: [...(remark === undefined ? [] : [remark]), ...paper.remarks],
      ...(pictures.length > 0 && { pictures }),
    };
  } catch (cause) {
    if (cause instanceof IngestError) throw cause;
    const reason = cause instanceof Error ? cause.message.split("\n")[0]!.slice(0, 160) : String(cause);
    throw new IngestError("bad_document", `${file}: can't be read as ${format} (${reason}).`, { cause });
  }
}

/** Skips tables larger than any of results, and reports it. */
function bounded(paper: PaperText): PaperText {
  const remarks = [...paper.remarks];
  let tables = 0;
  const blocks = paper.blocks.filter((block): block is Block => {
    if (block.kind !== "table") return true;
    tables += 1;
    const cells = block.rows.reduce(
      (count, row) => count + row.cells.reduce((width, { colSpan, rowSpan }) => width + colSpan * rowSpan, 0),
      0,
    );
    if (tables > paperLimits.tables || cells > paperLimits.cells) {
      remarks.push(
        `table ${tables} of the document is skipped: ${tables > paperLimits.tables ? `there are more than ${paperLimits.tables}` : `it has more than ${paperLimits.cells} cells`}.`,
      );
      return false;
    }
    for (const { cells: row } of block.rows)
      for (const cell of row) cell.text = cell.text.slice(0, paperLimits.cellCharacters);
    return true;
  });
  return { ...paper, blocks, remarks };
}
