/** A printed character: its box along the line, its baseline, its size; points, y upwards. */
export interface Glyph {
  text: string;
  left: number;
  right: number;
  baseline: number;
  size: number;
  bold: boolean;
}

/** A straight line, drawn as such or as a thin box; `from` is less than `to`. */
export interface Line {
  isHorizontal: boolean;
  /** The y of a horizontal line, the x of a vertical one. */
  at: number;
  from: number;
  to: number;
}

/** What is on a page, turned so that its text runs from left to right. */
export interface PdfPage {
  number: number;
  width: number;
  height: number;
  glyphs: Glyph[];
  lines: Line[];
  /** Text that runs another way than most of the page, such as the stamp on arXiv's margin. */
  aside: string[];
}
