import { type Cell, cell, type Row, type Table } from "../paper-text.ts";
import {
  attribute,
  childrenOf,
  find,
  type HtmlElement,
  type HtmlNode,
  hasClass,
  isElement,
  isUnread,
  textOf,
} from "./tree.ts";

const widest = 200;

/** A table of HTML, or of LaTeXML, which writes some as `<span class="ltx_tabular">`. */
export function isTable(element: HtmlElement): boolean {
  return element.tagName === "table" || hasClass(element, "ltx_tabular");
}

/** Whether a table is only a frame for others, as old pages use them for layout. */
export function isFrame(element: HtmlElement): boolean {
  return find(element, isTable) !== undefined;
}

/** The rows of a table; undefined for one without any. */
export function htmlTable(element: HtmlElement, caption: string | undefined): Table | undefined {
  const rows = rowsOf(element);
  if (rows.length === 0) return undefined;
  const own = find(element, ({ tagName }) => tagName === "caption");
  const text = caption ?? (own ? textOf([own]).text : "");
  return { kind: "table", rows, footnotes: [], ...(text !== "" && { caption: text }) };
}

function rowsOf(table: HtmlElement): Row[] {
  const rows: Row[] = [];
  const look = (node: HtmlNode, inHead: boolean, depth: number): void => {
    for (const child of childrenOf(node)) {
      if (!isElement(child) || depth > 20 || isUnread(child)) continue;
      if (child.tagName === "tr" || hasClass(child, "ltx_tr")) {
        const cells = cellsOf(child, inHead);
        if (cells.length > 0) rows.push({ cells, ...(hasLineAbove(child) && { ruleAbove: true }) });
      } else if (!isTable(child))
        look(child, inHead || child.tagName === "thead" || hasClass(child, "ltx_thead"), depth + 1);
    }
  };
  look(table, false, 0);
  return rows;
}

function cellsOf(row: HtmlElement, inHead: boolean): Cell[] {
  return childrenOf(row)
    .filter(isElement)
    .filter((child) => child.tagName === "td" || child.tagName === "th" || hasClass(child, "ltx_td"))
    .map((child) => {
      const { text, bold, lines } = textOf(child.childNodes);
      const header = child.tagName === "th" || inHead || hasClass(child, "ltx_th_column");
      return cell(text, {
        ...(bold && { bold }),
        ...(lines && { lines }),
        ...(header && { header }),
        rowSpan: span(child, "rowspan"),
        colSpan: span(child, "colspan"),
      });
    });
}

/** LaTeXML marks the lines of the original on the cells: `ltx_border_t`, `ltx_border_tt`. */
function hasLineAbove(row: HtmlElement): boolean {
  const cells = childrenOf(row).filter(isElement);
  return cells.length > 0 && cells.every((each) => hasClass(each, "ltx_border_t") || hasClass(each, "ltx_border_tt"));
}

function span(element: HtmlElement, name: "rowspan" | "colspan"): number {
  const inClass = new RegExp(`ltx_${name}_(\\d+)`).exec(attribute(element, "class") ?? "")?.[1];
  const wanted = Number(attribute(element, name) ?? inClass ?? 1);
  return Number.isInteger(wanted) ? Math.min(widest, Math.max(1, wanted)) : 1;
}
