import type * as Ast from "@unified-latex/unified-latex-types";
import { getParser } from "@unified-latex/unified-latex-util-parse";
import { type Block, type PaperText, type Table, tidy } from "../paper-text.ts";
import { signatures } from "./commands.ts";
import { definitions, ownSignatures } from "./macros.ts";
import { latexRows } from "./table.ts";
import { LatexPrinter } from "./text.ts";

const tabulars = /^(tabular[*xy]?|tabu|longtabu?|longtable\*?|tabulary|supertabular|xltabular|tblr|NiceTabular[*X]?)$/;
const floats =
  /^(table\*?|wraptable|sidewaystable\*?|table-?figure|figure\*?|wrapfigure|minipage|threeparttable|adjustbox|center|landscape|subtable|small|footnotesize|scriptsize|spacing)$/;
const sections: Readonly<Record<string, number>> = {
  part: 1,
  chapter: 1,
  section: 1,
  subsection: 2,
  subsubsection: 3,
  paragraph: 4,
  subparagraph: 5,
};

/**
 * Reads LaTeX. Nothing is run and no other file is read: what `\input` and `\include` name is
 * listed in `remarks`. Commands that the document defines itself are expanded, within bounds.
 */
export function readLatex(source: string): PaperText {
  const own = definitions(getParser().parse(source).content);
  const root = getParser({ macros: { ...signatures, ...ownSignatures(own) } }).parse(source);
  const reading = new Reading(new LatexPrinter(own));
  const body = root.content.find(
    (node): node is Ast.Environment => node.type === "environment" && node.env === "document",
  );
  reading.frontMatter(root.content);
  reading.read(body ? body.content : root.content);
  return reading.paper();
}

class Reading {
  readonly #printer: LatexPrinter;
  readonly #blocks: Block[] = [];
  readonly #remarks: string[] = [];
  #prose: Ast.Node[] = [];
  #title: string | undefined;
  #authors: string[] = [];

  constructor(printer: LatexPrinter) {
    this.#printer = printer;
  }

  paper(): PaperText {
    this.#endProse();
    return {
      format: "latex",
      blocks: this.#blocks,
      ...(this.#title && { title: this.#title }),
      ...(this.#authors.length > 0 && { authors: this.#authors }),
      identifiers: [],
      remarks: this.#remarks,
    };
  }

  frontMatter(nodes: readonly Ast.Node[]): void {
    for (const node of nodes) {
      if (node.type === "macro") this.#front(node);
      else if (node.type === "environment" && node.env === "document") this.frontMatter(node.content);
    }
  }

  #front(node: Ast.Macro): void {
    const main = node.args?.filter(({ openMark }) => openMark === "{").at(-1)?.content;
    if (!main) return;
    if (node.content === "title" || node.content === "icmltitle") this.#title ??= tidy(this.#text(main));
    if (node.content === "author" || node.content === "icmlauthor")
      this.#authors.push(...authorsIn(this.#printer, main));
  }

  read(nodes: readonly Ast.Node[], depth = 0): void {
    if (depth > 50) return;
    for (const node of this.#printer.unfold(nodes)) {
      if (node.type === "parbreak") this.#endProse();
      else if (node.type === "environment" && tabulars.test(node.env)) this.#table([node], [], depth);
      else if (node.type === "environment" && floats.test(node.env)) this.#float(node, depth);
      else if (node.type === "environment" && !/verbatim|lstlisting|comment|tikz|algorithm/i.test(node.env)) {
        this.#endProse();
        this.read(node.content, depth + 1);
        this.#endProse();
      } else if (node.type === "macro" && Object.hasOwn(sections, node.content)) this.#heading(node);
      else if (node.type === "macro" && /^(input|include|subfile|subimport|import)$/.test(node.content))
        this.#elsewhere(node);
      else if (node.type === "macro" && holdsTable(node)) this.#table(tablesIn(this.#printer, [node]), [], depth);
      else if (node.type === "group" && holdsTable(node)) this.read(node.content, depth + 1);
      else this.#prose.push(node);
    }
  }

  #endProse(): void {
    const text = tidy(this.#text(this.#prose));
    this.#prose = [];
    if (text !== "") this.#blocks.push({ kind: "paragraph", text });
  }

  #text(nodes: readonly Ast.Node[]): string {
    return this.#printer.print(nodes).text;
  }

  #heading(node: Ast.Macro): void {
    this.#endProse();
    const main = node.args?.filter(({ openMark }) => openMark === "{").at(-1)?.content ?? [];
    this.#blocks.push({ kind: "heading", level: sections[node.content]!, text: tidy(this.#text(main)) });
  }

  #elsewhere(node: Ast.Macro): void {
    const file = tidy(this.#text(node.args?.at(-1)?.content ?? []));
    this.#remarks.push(
      `\\${node.content}{${file.slice(0, 100)}} is not followed; read that file too if it has tables.`,
    );
  }

  /**
   * A float: its tables, each with the caption that is nearest, and what else is written in it as
   * notes.
   */
  #float(node: Ast.Environment, depth: number): void {
    this.#endProse();
    const found = tablesIn(this.#printer, node.content);
    if (found.length === 0) {
      const captions = captionsIn(this.#printer, node.content).map((nodes) => tidy(this.#text(nodes)));
      for (const text of captions) this.#blocks.push({ kind: "paragraph", text });
      if (captions.length === 0) this.read(node.content, depth + 1);
      return;
    }
    const captions = captionsIn(this.#printer, node.content).map((nodes) => tidy(this.#text(nodes)));
    this.#table(found, captions, depth, footnotesIn(this.#printer, node.content));
  }

  #table(
    found: readonly Ast.Environment[],
    captions: readonly string[],
    _depth: number,
    footnotes: string[] = [],
  ): void {
    this.#endProse();
    found.forEach((environment, at) => {
      const own = captionsIn(this.#printer, environment.content).map((nodes) => tidy(this.#text(nodes)));
      const all = own.length > 0 ? own : captions.length === found.length ? captions.slice(at, at + 1) : captions;
      const rows = latexRows(environment, this.#printer);
      if (rows.length === 0) return;
      const table: Table = {
        kind: "table",
        rows,
        footnotes,
        ...(all.length > 0 && { caption: all.join(" ") }),
      };
      this.#blocks.push(table);
    });
  }
}

function authorsIn(printer: LatexPrinter, nodes: readonly Ast.Node[]): string[] {
  const lines: Ast.Node[][] = [[]];
  for (const node of nodes) {
    const isBreak = node.type === "macro" && /^(and|And|AND|\\|quad|qquad)$/.test(node.content);
    if (isBreak) lines.push([]);
    else lines.at(-1)!.push(node);
  }
  return lines.flatMap((line) => namesIn(tidy(printer.print(line).text)));
}

/** The names in a line of `\author`, which has marks, places and addresses too. */
function namesIn(line: string): string[] {
  const place =
    /\b(?:Universit\p{L}*|Institut\p{L}*|Departe?ment|School|College|Academy|Lab\p{L}*|Inc|Ltd|Research|Corporation|Cent(?:er|re)|Group|Team|China|USA)\b/u;
  return line
    .replace(/[\^_]\{[^{}]*\}|[*†‡§¶\d]/g, " ")
    .split(/,|;|&|\band\b/)
    .map((piece) => piece.replace(/\s+/g, " ").trim())
    .filter((piece) => /^\p{L}[\p{L}.'’-]*(?: \p{L}[\p{L}.'’-]*){1,4}$/u.test(piece) && !place.test(piece));
}

function children(node: Ast.Node): Ast.Node[][] {
  const args = "args" in node && node.args ? node.args.map(({ content }) => content) : [];
  const content = "content" in node && Array.isArray(node.content) ? [node.content] : [];
  return [...args, ...content];
}

function holdsTable(node: Ast.Node, depth = 0): boolean {
  if (node.type === "environment" && tabulars.test(node.env)) return true;
  return depth < 12 && children(node).some((list) => list.some((each) => holdsTable(each, depth + 1)));
}

/** The outermost tabulars: one in a cell of another is part of that cell. */
function tablesIn(printer: LatexPrinter, nodes: readonly Ast.Node[], depth = 0): Ast.Environment[] {
  if (depth > 12) return [];
  return printer.unfold(nodes).flatMap((node) => {
    if (node.type === "environment" && tabulars.test(node.env)) {
      return isOnlyFrame(node) ? tablesIn(printer, node.content, depth + 1) : [node];
    }
    return children(node).flatMap((list) => tablesIn(printer, list, depth + 1));
  });
}

/** A tabular of nothing but tabulars sets them side by side. */
function isOnlyFrame({ content }: Ast.Environment): boolean {
  const within = content.filter((node) => node.type === "environment" && tabulars.test(node.env));
  const text = content.some(
    (node) => node.type === "string" && node.content !== "&" && /[\p{L}\p{N}]/u.test(node.content),
  );
  return within.length > 0 && !text;
}

function captionsIn(printer: LatexPrinter, nodes: readonly Ast.Node[], depth = 0): Ast.Node[][] {
  if (depth > 12) return [];
  return printer.unfold(nodes).flatMap((node) => {
    if (node.type === "macro" && /^(caption|captionof|subcaption)\*?$/.test(node.content)) {
      const main = node.args?.filter(({ openMark }) => openMark === "{").at(-1)?.content;
      return main ? [main] : [];
    }
    if (node.type === "environment" && tabulars.test(node.env) && depth > 0 && !/^long|xltabular/.test(node.env))
      return [];
    return children(node).flatMap((list) => captionsIn(printer, list, depth + 1));
  });
}

/**
 * What is written in a float beside caption and tables: notes of threeparttable, lines under the
 * table.
 */
function footnotesIn(printer: LatexPrinter, nodes: readonly Ast.Node[], depth = 0): string[] {
  const notes: string[] = [];
  let line: Ast.Node[] = [];
  const end = () => {
    const text = tidy(printer.print(line).text);
    if (/\p{L}{3}/u.test(text)) notes.push(text);
    line = [];
  };
  for (const node of printer.unfold(nodes)) {
    if (node.type === "environment") {
      end();
      if (!tabulars.test(node.env) && depth < 6) notes.push(...footnotesIn(printer, node.content, depth + 1));
    } else if (
      node.type === "parbreak" ||
      (node.type === "macro" && (node.content === "\\" || node.content === "item"))
    )
      end();
    else if (!(node.type === "macro" && holdsTable(node)) && !(node.type === "group" && holdsTable(node)))
      line.push(node);
  }
  end();
  return notes;
}
