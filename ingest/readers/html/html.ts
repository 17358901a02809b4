import { parse, parseFragment } from "parse5";
import { type Block, type PaperText, tidy } from "../paper-text.ts";
import { htmlTable, isFrame, isTable } from "./table.ts";
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

/** Reads HTML as it is written: no script is run, nothing that it refers to is loaded. */
export function readHtml(source: string): PaperText {
  const page = parse(source);
  const meta = metaOf(page);
  const titleElement = find(page, ({ tagName }) => tagName === "title");
  const heading = find(page, (element) => element.tagName === "h1" || hasClass(element, "ltx_title_document"));
  const title =
    meta.get("citation_title")?.[0] ??
    meta.get("dc.title")?.[0] ??
    (heading && textOf([heading]).text) ??
    (titleElement && textOf(titleElement.childNodes).text);
  const year = Number(
    /\b(?:19|20)\d{2}\b/.exec(
      (meta.get("citation_date") ?? meta.get("citation_publication_date") ?? meta.get("dc.date") ?? [""])[0]!,
    )?.[0],
  );
  const authors = (meta.get("citation_author") ?? meta.get("dc.creator") ?? []).map(tidy);
  return {
    format: "html",
    blocks: htmlBlocks(childrenOf(page)),
    ...(title && { title: tidy(title) }),
    ...(authors.length > 0 && { authors }),
    ...(year && { year }),
    identifiers: [
      ...(meta.get("citation_arxiv_id") ?? []).map((id) => `arXiv:${id}`),
      ...(meta.get("citation_doi") ?? []),
      ...linkOf(page),
    ],
    remarks: [],
  };
}

/** A piece of HTML in another document, as blocks. */
export function fragmentBlocks(source: string): Block[] {
  return htmlBlocks(childrenOf(parseFragment(source)));
}

function metaOf(page: HtmlNode): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const head = find(page, ({ tagName }) => tagName === "head");
  for (const element of head ? childrenOf(head).filter(isElement) : []) {
    const name = (attribute(element, "name") ?? attribute(element, "property"))?.toLowerCase();
    const content = attribute(element, "content");
    if (element.tagName === "meta" && name && content) found.set(name, [...(found.get(name) ?? []), content]);
  }
  return found;
}

function linkOf(page: HtmlNode): string[] {
  const link = find(page, (element) => element.tagName === "link" && attribute(element, "rel") === "canonical");
  const to = link && attribute(link, "href");
  return to ? [to] : [];
}

const containers = new Set([
  "html",
  "body",
  "div",
  "section",
  "article",
  "main",
  "figure",
  "center",
  "header",
  "footer",
  "ul",
  "ol",
  "dl",
  "blockquote",
  "details",
  "aside",
  "form",
  "table",
  "tbody",
  "thead",
  "tr",
  "td",
  "th",
  "p",
  "li",
  "font",
  "span",
]);

function htmlBlocks(nodes: readonly HtmlNode[]): Block[] {
  const blocks: Block[] = [];
  let inline: HtmlNode[] = [];
  const endInline = () => {
    const { text } = textOf(inline);
    inline = [];
    if (text !== "") blocks.push({ kind: "paragraph", text });
  };
  const look = (node: HtmlNode, caption: string | undefined, depth: number): void => {
    if (!isElement(node)) {
      inline.push(node);
      return;
    }
    if (isUnread(node)) return;
    const level = /^h([1-6])$/.exec(node.tagName)?.[1];
    if (level && !find(node, isTable)) {
      endInline();
      const { text } = textOf(node.childNodes);
      if (text !== "") blocks.push({ kind: "heading", level: Number(level), text });
    } else if (isTable(node) && !isFrame(node)) {
      endInline();
      const table = htmlTable(node, caption);
      if (table) blocks.push(table);
    } else if (depth < 200 && (holdsBlocks(node) || (containers.has(node.tagName) && node.tagName !== "span"))) {
      endInline();
      const within = node.tagName === "figure" || hasClass(node, "ltx_table") ? captionIn(node) : caption;
      for (const child of node.childNodes) {
        if (within !== undefined && isElement(child) && isCaption(child) && find(node, isTable)) continue;
        look(child, within, depth + 1);
      }
      endInline();
    } else inline.push(node);
  };
  for (const node of nodes) look(node, undefined, 0);
  endInline();
  return blocks;
}

function holdsBlocks(element: HtmlElement): boolean {
  return find(element, (each) => isTable(each) || /^(h[1-6]|p|div|section)$/.test(each.tagName)) !== undefined;
}

function isCaption(element: HtmlElement): boolean {
  return element.tagName === "figcaption" || hasClass(element, "ltx_caption");
}

function captionIn(figure: HtmlElement): string | undefined {
  const found = find(figure, isCaption);
  const text = found ? textOf([found]).text : "";
  return text === "" ? undefined : text;
}
