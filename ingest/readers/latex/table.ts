import type * as Ast from "@unified-latex/unified-latex-types";
import { type Cell, cell, type Row, tidy } from "../paper-text.ts";
import { fullRules } from "./commands.ts";
import type { LatexPrinter } from "./text.ts";

/** A cell in the making: its place in its row is known only when the rows are complete. */
interface Draft extends Cell {
  /** `\multirow{-2}`: the cell begins so many rows higher. */
  upward: number;
}

/**
 * The rows of a `tabular` and its kin: `&` between cells, `\\` between rows, `\multirow` and
 * `\multicolumn` for merged ones.
 */
export function latexRows(environment: Ast.Environment, printer: LatexPrinter): Row[] {
  const content = withoutColumns(printer.unfold(environment.content), environment);
  const rows: { cells: Draft[]; ruleAbove: boolean }[] = [];
  let nodes: Ast.Node[] = [];
  let drafts: Draft[] = [];
  let rule = false;
  let headFrom: number | undefined;
  const endCell = () => {
    drafts.push(draft(nodes, printer));
    nodes = [];
  };
  const endRow = () => {
    endCell();
    if (drafts.some(({ text, rowSpan }) => text !== "" || rowSpan > 1)) {
      rows.push({ cells: drafts, ruleAbove: rule });
      rule = false;
    }
    drafts = [];
  };
  for (const node of content) {
    if (node.type === "string" && node.content === "&") endCell();
    else if (
      node.type === "macro" &&
      (node.content === "\\" || node.content === "tabularnewline" || node.content === "cr")
    )
      endRow();
    else if (node.type === "macro" && fullRules.has(node.content)) rule = true;
    else if (node.type === "macro" && /^end(first)?head$/.test(node.content)) {
      // longtable repeats its header on each page: the first one counts.
      if (headFrom !== undefined) rows.length = headFrom;
      headFrom = rows.length;
    } else if (node.type === "macro" && /^end(last)?foot$/.test(node.content)) {
      if (headFrom !== undefined) rows.length = headFrom;
    } else nodes.push(node);
  }
  endRow();
  return placed(rows);
}

/**
 * What is left without `{\columnwidth}{Xrr}`, where the parser does not know how many arguments a
 * kin of `tabular` takes.
 */
function withoutColumns(content: readonly Ast.Node[], { env, args = [] }: Ast.Environment): readonly Ast.Node[] {
  if (args.some(({ content: given }) => given.length > 0)) return content;
  let rest = content;
  for (let left = /^(?:tabular[*xy]|xltabular)$/.test(env) ? 2 : 1; left > 0; left--) {
    const at = rest.findIndex((node) => node.type !== "whitespace" && node.type !== "parbreak");
    if (rest[at]?.type !== "group") return content;
    rest = rest.slice(at + 1);
  }
  return rest;
}

/** In LaTeX the cells under a merged one are there, and empty; here, as in HTML, they are not. */
function placed(rows: { cells: Draft[]; ruleAbove: boolean }[]): Row[] {
  const covered = new Map<Draft, boolean>();
  rows.forEach(({ cells }, at) => {
    let column = 0;
    for (const each of cells) {
      if (each.upward > 0) liftUp(rows, at, column, each);
      column += each.colSpan;
    }
  });
  rows.forEach(({ cells }, at) => {
    let column = 0;
    for (const each of cells) {
      if (each.rowSpan > 1) each.rowSpan = coverBelow(rows, at, column, each, covered);
      column += each.colSpan;
    }
  });
  return rows.map(({ cells, ruleAbove }) => ({
    cells: cells.filter((each) => !covered.get(each)).map(({ upward, ...rest }) => rest),
    ...(ruleAbove && { ruleAbove }),
  }));
}

function cellAt(cells: readonly Draft[], wanted: number): Draft | undefined {
  let column = 0;
  for (const each of cells) {
    if (column === wanted) return each;
    column += each.colSpan;
  }
  return undefined;
}

/** `\multirow{-3}` is in the last of its rows; its text belongs to the first. */
function liftUp(rows: { cells: Draft[] }[], at: number, column: number, each: Draft): void {
  const first = Math.max(0, at - each.upward + 1);
  const target = cellAt(rows[first]?.cells ?? [], column);
  if (!target || target === each || target.text !== "") return;
  target.text = each.text;
  if (each.bold) target.bold = true;
  target.rowSpan = at - first + 1;
  each.text = "";
  each.upward = 0;
}

/**
 * How many rows a merged cell really takes: as many as it states while what lies under it is empty.
 */
function coverBelow(
  rows: { cells: Draft[] }[],
  at: number,
  column: number,
  each: Draft,
  covered: Map<Draft, boolean>,
): number {
  let span = 1;
  while (span < each.rowSpan && at + span < rows.length) {
    const below = cellAt(rows[at + span]!.cells, column);
    if (below && (below.text !== "" || below.colSpan !== each.colSpan)) break;
    if (below) covered.set(below, true);
    span += 1;
  }
  return span;
}

function draft(nodes: readonly Ast.Node[], printer: LatexPrinter): Draft {
  const found: Draft = { ...cell(""), upward: 0 };
  const inner = (list: readonly Ast.Node[]): Ast.Node[] =>
    list.flatMap((node) => {
      if (node.type !== "macro") return node.type === "group" && holdsSpan(node.content) ? inner(node.content) : [node];
      const args = (node.args ?? []).filter(
        ({ openMark, content }) => openMark === "{" || (openMark === "" && content.length > 0),
      );
      if (node.content === "multicolumn") {
        found.colSpan = Math.max(1, count(args[0], printer));
        return inner(printer.unfold(args.at(-1)?.content ?? []));
      }
      if (node.content === "multirow") {
        const rows = count(args[0], printer);
        if (rows < 0) found.upward = -rows;
        else found.rowSpan = Math.max(1, rows);
        return inner(printer.unfold(args.at(-1)?.content ?? []));
      }
      return [node];
    });
  const { text, bold } = printer.print(inner(printer.unfold(nodes)));
  return { ...found, text: tidy(text), ...(bold && { bold }) };
}

function holdsSpan(nodes: readonly Ast.Node[]): boolean {
  return nodes.some((node) => node.type === "macro" && (node.content === "multicolumn" || node.content === "multirow"));
}

function count(arg: Ast.Argument | undefined, printer: LatexPrinter): number {
  const number = Number(tidy(printer.print(arg?.content ?? []).text).replace(/[−–]/g, "-"));
  return Number.isFinite(number) ? Math.round(Math.max(-100, Math.min(100, number))) : 1;
}
