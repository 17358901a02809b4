/** The formats a paper is read from. */
export const paperFormats = ["markdown", "html", "latex", "pdf"] as const;
export type PaperFormat = (typeof paperFormats)[number];

/**
 * One cell as its source has it. `text` is plain: superscripts are as `^{2}`, subscripts as `_{2}`,
 * citations as `[27]` or `[key]`, line breaks as spaces.
 */
export interface Cell {
  text: string;
  /** Its lines, where the source breaks them: several values, one under the other. */
  lines?: readonly string[];
  bold?: boolean;
  /** The source says it is a header (`<th>`, the first row of a Markdown table). */
  header?: boolean;
  rowSpan: number;
  colSpan: number;
}

export interface Row {
  cells: Cell[];
  /**
   * A line is drawn over the whole row, which is how LaTeX and PDF set headers and blocks apart.
   */
  ruleAbove?: boolean;
}

export interface Heading {
  kind: "heading";
  level: number;
  text: string;
  page?: number;
}

export interface Paragraph {
  kind: "paragraph";
  text: string;
  page?: number;
}

/** A table before anybody asks what it means. */
export interface Table {
  kind: "table";
  caption?: string;
  footnotes: string[];
  rows: Row[];
  page?: number;
  /** No lines separate its columns (in a PDF); they were found by the distance between words. */
  columnsByDistance?: boolean;
}

export type Block = Heading | Paragraph | Table;

/** A paper in one shape, whatever it was read from: blocks in reading order. */
export interface PaperText {
  format: PaperFormat;
  blocks: Block[];
  /** What the file itself says it is; each part may be missing. */
  title?: string;
  authors?: string[];
  year?: number;
  /** What is beside the text: the stamp that arXiv prints on the margin, a link to the abstract. */
  identifiers: string[];
  /** What was not read, in one sentence each. */
  remarks: string[];
  /** The names of pictures that may hold tables or charts of results; nothing is read in them. */
  pictures?: string[];
}

export function cell(text: string, more: Partial<Omit<Cell, "text">> = {}): Cell {
  return { text, rowSpan: 1, colSpan: 1, ...more };
}

/** Text with runs of white space as one space, none at the ends. */
export function tidy(text: string): string {
  return text
    .replace(/[\s\u00a0\u2000-\u200a\u202f\u205f\u3000]+/g, " ")
    .replace(/[\u200b-\u200d\u2060\ufeff\u00ad]/g, "")
    .trim();
}
