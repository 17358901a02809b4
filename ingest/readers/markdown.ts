import type { Nodes, PhrasingContent, RootContent, TableRow } from "mdast";
import { parseFragment } from "parse5";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import { unified } from "unified";
import { fragmentBlocks } from "./html/html.ts";
import { childrenOf, type SeenText, textOf } from "./html/tree.ts";
import { readLatex } from "./latex/latex.ts";
import { mathText, replaceMath } from "./latex/math.ts";
import { type Block, cell, type PaperText, type Row, type Table } from "./paper-text.ts";
import { tabRuns } from "./tab-separated.ts";

const parser = unified().use(remarkParse).use(remarkGfm);
const latexTable = /\\begin\{(table\*?|tabular[*xy]?|longtable|sidewaystable\*?)\}[\s\S]{0,200000}?\\end\{\1\}/g;

/**
 * Reads Markdown: GitHub's tables, tables in HTML and LaTeX that are in the text, and runs of lines
 * with tabs between cells. What is set apart first (formulas, LaTeX, tabs) is kept out of
 * Markdown's sight behind a mark, since `*` and `_` mean something to it.
 */
export function readMarkdown(source: string): PaperText {
  const kept = new Kept();
  const remarks: string[] = [];
  const withoutLatex = source.replace(/[\ue000-\uf8ff]/g, "").replace(latexTable, (latex) => {
    const read = readLatex(latex);
    remarks.push(...read.remarks);
    return kept.mark({ blocks: read.blocks, source: latex });
  });
  const withoutMath = replaceMath(withoutLatex, (tex, whole) =>
    kept.mark({ text: mathText(tex), source: whole, bold: /\\(mathbf|boldsymbol|bm)\b/.test(tex) }),
  );
  // Quotes nested a hundred deep say no more than one, and cost the parser their square.
  const lines = withoutMath.split(/\r\n?|\n/).map((line) => line.replace(/^(?:\s{0,3}>){20,}/, ">"));
  for (const run of tabRuns(lines).toReversed()) {
    const table = tabTable(run.rows, kept);
    lines.splice(run.from, run.to - run.from, "", kept.mark({ blocks: [table], source: "" }), "");
  }
  const blocks: Block[] = [];
  const { frontMatter, body } = withoutFrontMatter(lines);
  read(parser.parse(body).children, blocks, kept);
  const heading = blocks.find((block) => block.kind === "heading");
  const title = frontMatter.get("title") ?? heading?.text;
  return { format: "markdown", blocks, ...(title && { title }), identifiers: [...frontMatter.values()], remarks };
}

/** What is behind the marks. */
class Kept {
  readonly #held: { text?: string; blocks?: Block[]; source: string; bold?: boolean }[] = [];

  mark(held: { text?: string; blocks?: Block[]; source: string; bold?: boolean }): string {
    this.#held.push(held);
    return `\ue000${this.#held.length - 1}\ue001`;
  }

  /** Text with formulas put back as HTML; with `raw` as they were written. */
  restore(text: string, raw = false): string {
    return text.replace(/\ue000(\d+)\ue001/g, (_all, at: string) => {
      const held = this.#held[Number(at)];
      if (!held) return "";
      if (raw || held.text === undefined) return held.source;
      const escaped = escapeHtml(held.text);
      return held.bold ? `<b>${escaped}</b>` : escaped;
    });
  }

  blocksIn(text: string): Block[] {
    return [...text.matchAll(/\ue000(\d+)\ue001/g)].flatMap(([, at]) => this.#held[Number(at)]?.blocks ?? []);
  }
}

function withoutFrontMatter(lines: readonly string[]): { frontMatter: Map<string, string>; body: string } {
  const end = lines[0]?.trim() === "---" ? lines.slice(1, 60).findIndex((line) => line.trim() === "---") : -1;
  if (end < 0) return { frontMatter: new Map(), body: lines.join("\n") };
  const pairs = lines.slice(1, end + 1).flatMap((line): [string, string][] => {
    const [, key, value] = /^(\w+):\s*["']?(.+?)["']?\s*$/.exec(line) ?? [];
    return key && value ? [[key.toLowerCase(), value]] : [];
  });
  return { frontMatter: new Map(pairs), body: lines.slice(end + 2).join("\n") };
}

function read(nodes: readonly RootContent[], blocks: Block[], kept: Kept, depth = 0): void {
  let html = "";
  const endHtml = () => {
    if (html !== "") blocks.push(...fragmentBlocks(html));
    html = "";
  };
  for (const node of nodes) {
    // A table in HTML may have blank lines in it, and is then several nodes.
    if (node.type === "html" || (html !== "" && isOpen(html))) {
      html += `${node.type === "html" ? kept.restore(node.value) : htmlOf(node, kept)}\n`;
      if (!isOpen(html)) endHtml();
      continue;
    }
    endHtml();
    switch (node.type) {
      case "heading":
        blocks.push({ kind: "heading", level: node.depth, text: plain(node.children, kept).text });
        break;
      case "table":
        blocks.push({
          kind: "table",
          rows: node.children.map((row, at) => tableRow(row, at === 0, kept)),
          footnotes: [],
        });
        break;
      case "code":
        blocks.push(...kept.blocksIn(node.value), { kind: "paragraph", text: kept.restore(node.value, true) });
        break;
      case "paragraph": {
        const set = kept.blocksIn(htmlOf(node, kept, true));
        const { text } = plain(node.children, kept);
        if (text !== "") blocks.push({ kind: "paragraph", text });
        blocks.push(...set);
        break;
      }
      default:
        if ("children" in node && depth < 50) read(node.children as RootContent[], blocks, kept, depth + 1);
    }
  }
  endHtml();
}

function isOpen(html: string): boolean {
  const count = (pattern: RegExp) => html.match(pattern)?.length ?? 0;
  return count(/<table[\s>]/gi) > count(/<\/table>/gi);
}

function tableRow(row: TableRow, isFirst: boolean, kept: Kept): Row {
  return {
    cells: row.children.map((each) => {
      const { text, bold, lines } = plain(each.children, kept);
      return cell(text, { ...(bold && { bold }), ...(lines && { lines }), ...(isFirst && { header: true }) });
    }),
  };
}

function tabTable(rows: readonly string[][], kept: Kept): Table {
  const widest = Math.max(...rows.map((row) => row.length));
  return {
    kind: "table",
    rows: rows.map((row) => ({
      cells: Array.from({ length: widest }, (_none, at) => {
        // A word joiner first, so that "- 0.5" or "1." begins no list.
        const [paragraph] = parser.parse(`\u2060${(row[at] ?? "").trim()}`).children;
        const { text, bold } =
          paragraph?.type === "paragraph" ? plain(paragraph.children, kept) : { text: row[at] ?? "", bold: false };
        return cell(text, { ...(bold && { bold }) });
      }),
    })),
    footnotes: [],
  };
}

function plain(nodes: readonly PhrasingContent[], kept: Kept): SeenText {
  return textOf(childrenOf(parseFragment(nodes.map((node) => htmlOf(node, kept)).join(""))));
}

/**
 * A node as HTML, so that what is bold, raised or lowered is read in one place; with `marked`,
 * marks stay.
 */
function htmlOf(node: Nodes, kept: Kept, marked = false): string {
  const inside = () => ("children" in node ? node.children.map((child) => htmlOf(child, kept, marked)).join("") : "");
  switch (node.type) {
    case "text":
      return marked ? node.value : kept.restore(escapeHtml(node.value));
    case "inlineCode":
    case "code":
      return escapeHtml(kept.restore(node.value, true));
    case "html":
      return kept.restore(node.value);
    case "strong":
      return `<b>${inside()}</b>`;
    case "break":
      return "<br>";
    case "footnoteReference":
      return `<sup>${escapeHtml(node.label ?? node.identifier)}</sup>`;
    case "linkReference":
      return `[${inside()}]`;
    case "image":
    case "imageReference":
      return "";
    case "paragraph":
    case "tableRow":
      return `<p>${inside()}</p>`;
    default:
      return inside();
  }
}

function escapeHtml(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}
