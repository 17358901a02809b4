/**
 * Widths of Helvetica's characters in thousandths of the size, as Adobe's metrics have them; 556
 * for digits and most letters.
 */
const widths: Readonly<Record<string, number>> = {
  " ": 278,
  "%": 889,
  "(": 333,
  ")": 333,
  "+": 584,
  "-": 333,
  ".": 278,
  "/": 278,
  ":": 278,
  ",": 278,
  A: 667,
  B: 667,
  C: 722,
  D: 722,
  E: 667,
  F: 611,
  G: 778,
  H: 722,
  I: 278,
  J: 500,
  K: 667,
  L: 556,
  M: 833,
  N: 722,
  O: 778,
  P: 667,
  Q: 778,
  R: 722,
  S: 667,
  T: 611,
  U: 722,
  V: 667,
  W: 944,
  X: 667,
  Y: 667,
  Z: 611,
  c: 500,
  f: 278,
  i: 222,
  j: 222,
  k: 500,
  l: 222,
  m: 833,
  r: 333,
  s: 500,
  t: 278,
  v: 500,
  w: 722,
  x: 500,
  y: 500,
  z: 500,
};
const size = 9;

function widthOf(text: string): number {
  return ([...text].reduce((sum, letter) => sum + (widths[letter] ?? 556), 0) * size) / 1000;
}

/** One page of a PDF file: text and lines at places, nothing that says what is a table. */
export class DrawnPage {
  readonly #content: string[] = [];

  text(x: number, y: number, text: string): this {
    this.#content.push(
      `BT /F1 ${size} Tf 1 0 0 1 ${x.toFixed(2)} ${y.toFixed(2)} Tm (${text.replace(/[\\()]/g, "\\$&")}) Tj ET`,
    );
    return this;
  }

  rule(x: number, y: number, width: number): this {
    this.#content.push(`0.5 w ${x.toFixed(2)} ${y.toFixed(2)} m ${(x + width).toFixed(2)} ${y.toFixed(2)} l S`);
    return this;
  }

  /** The whole file: uncompressed, one standard font, a table of cross-references. */
  bytes(): Uint8Array {
    const stream = this.#content.join("\n");
    const objects = [
      "<< /Type /Catalog /Pages 2 0 R >>",
      "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
      "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
      `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
      "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ];
    let file = "%PDF-1.4\n";
    const offsets = objects.map((object, at) => {
      const from = file.length;
      file += `${at + 1} 0 obj\n${object}\nendobj\n`;
      return from;
    });
    const xref = file.length;
    file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.map((at) => `${String(at).padStart(10, "0")} 00000 n \n`).join("")}`;
    file += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${xref}\n%%EOF\n`;
    return new TextEncoder().encode(file);
  }
}

/**
 * A page with a table, its caption over it and rules as papers draw them; with `twoColumns` in the
 * left of two columns of text, whose lines do not stand level with the table's rows.
 */
export function pdfWithTable(
  rows: readonly (readonly string[])[],
  { twoColumns }: { twoColumns: boolean },
): Uint8Array {
  const page = new DrawnPage();
  const left = 54;
  const gap = 14;
  const columns = rows[0]!.map((_none, column) => Math.max(...rows.map((row) => widthOf(row[column]!))));
  const width = columns.reduce((sum, each) => sum + each + gap, -gap);
  let y = 700;
  page.text(left, y, "Table 1. Results of compression on CIFAR-10.");
  y -= 16;
  page.rule(left, y + 9, width);
  rows.forEach((row, at) => {
    let x = left;
    row.forEach((text, column) => {
      const indent = column === 0 ? 0 : (columns[column]! - widthOf(text)) / 2;
      page.text(x + indent, y, text);
      x += columns[column]! + gap;
    });
    if (at === 0 || at === rows.length - 1) page.rule(left, y - 3, width);
    y -= 12;
  });
  y -= 14;
  const words = "Filters of little weight are removed and the network is trained again for some epochs".split(" ");
  const prose = (x: number, from: number, lines: number, shift: number) => {
    for (let line = 0; line < lines; line++) {
      let text = "";
      for (let at = line * 3; widthOf(`${text} ${words[at % words.length]}`) < 232; at++)
        text += ` ${words[at % words.length]}`;
      page.text(x, from - line * 11 - shift, text.trim());
    }
  };
  prose(left, y, 12, 0);
  if (twoColumns) prose(326, 700, 40, 3.7);
  return page.bytes();
}
