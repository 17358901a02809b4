import { type DefaultTreeAdapterTypes, defaultTreeAdapter } from "parse5";
import { mathText } from "../latex/math.ts";
import { tidy } from "../paper-text.ts";

export type HtmlNode = DefaultTreeAdapterTypes.ChildNode | DefaultTreeAdapterTypes.ParentNode;
export type HtmlElement = DefaultTreeAdapterTypes.Element;

/** Elements whose content is not text of the paper; none of it is run, loaded or read. */
const unread = new Set([
  "script",
  "style",
  "noscript",
  "template",
  "iframe",
  "object",
  "embed",
  "svg",
  "canvas",
  "button",
  "select",
  "textarea",
  "head",
  "audio",
  "video",
  "annotation",
  "annotation-xml",
]);
const breaking = new Set([
  "p",
  "div",
  "br",
  "li",
  "tr",
  "td",
  "th",
  "section",
  "article",
  "figure",
  "figcaption",
  "table",
  "h1",
  "h2",
  "h3",
  "h4",
  "h5",
  "h6",
  "blockquote",
  "dd",
  "dt",
  "pre",
]);
const bold = new Set(["b", "strong"]);

export function isElement(node: HtmlNode): node is HtmlElement {
  return defaultTreeAdapter.isElementNode(node);
}

export function childrenOf(node: HtmlNode): HtmlNode[] {
  return "childNodes" in node ? node.childNodes : [];
}

export function attribute(element: HtmlElement, name: string): string | undefined {
  return element.attrs.find((each) => each.name === name)?.value;
}

export function hasClass(element: HtmlElement, name: string): boolean {
  return (attribute(element, "class") ?? "").split(/\s+/).includes(name);
}

export function isUnread(element: HtmlElement): boolean {
  return (
    unread.has(element.tagName) ||
    attribute(element, "hidden") !== undefined ||
    (attribute(element, "aria-hidden") === "true" && element.tagName !== "math")
  );
}

/** What a reader sees of a piece of a document. */
export interface SeenText {
  text: string;
  bold: boolean;
  /** Where `<br>` breaks it into several. */
  lines?: string[];
}

const lineBreak = "\u2028";

/** The text a reader sees, and whether any of it is bold; formulas as `mathText` prints them. */
export function textOf(nodes: readonly HtmlNode[]): SeenText {
  const out: string[] = [];
  let anyBold = false;
  const look = (node: HtmlNode, isBold: boolean, depth: number): void => {
    if (defaultTreeAdapter.isTextNode(node as DefaultTreeAdapterTypes.Node)) {
      const { value } = node as DefaultTreeAdapterTypes.TextNode;
      out.push(value);
      if (isBold && /[\p{L}\p{N}]/u.test(value)) anyBold = true;
      return;
    }
    if (!isElement(node) || depth > 200) return;
    if (node.tagName === "math") {
      const formula = formulaOf(node);
      out.push(formula.text);
      if (formula.bold) anyBold = true;
      return;
    }
    if (isUnread(node) || hasClass(node, "ltx_tag_note") || hasClass(node, "ltx_note_outer")) return;
    const isScript = node.tagName === "sup" || node.tagName === "sub";
    if (isScript) out.push(node.tagName === "sup" ? "^{" : "_{");
    if (breaking.has(node.tagName)) out.push(node.tagName === "br" ? lineBreak : " ");
    const nowBold =
      isBold ||
      bold.has(node.tagName) ||
      hasClass(node, "ltx_font_bold") ||
      /font-weight:\s*(bold|[6-9]00)/.test(attribute(node, "style") ?? "");
    for (const child of node.childNodes) look(child, nowBold, depth + 1);
    if (breaking.has(node.tagName)) out.push(" ");
    if (isScript) out.push("}");
  };
  for (const node of nodes) look(node, false, 0);
  const seen = out.join("");
  const lines = seen
    .split(lineBreak)
    .map(scripted)
    .filter((line) => line !== "");
  return { text: scripted(seen), bold: anyBold, ...(lines.length > 1 && { lines }) };
}

/** With superscripts and subscripts of one spelling, and without empty ones. */
function scripted(text: string): string {
  return tidy(text)
    .replace(/[\^_]\{\s*\}/g, "")
    .replace(/([\^_])\{\s*([^{}]*?)\s*\}/g, "$1{$2}");
}

function formulaOf(math: HtmlElement): { text: string; bold: boolean } {
  const annotation = find(
    math,
    (element) => element.tagName === "annotation" && attribute(element, "encoding") === "application/x-tex",
  );
  const tex = attribute(math, "alttext") ?? (annotation && rawText(annotation));
  if (tex !== undefined) return { text: mathText(tex), bold: /\\(mathbf|boldsymbol|bm|textbf)\b/.test(tex) };
  return { text: tidy(rawText(math)), bold: false };
}

function rawText(node: HtmlNode, depth = 0): string {
  if (defaultTreeAdapter.isTextNode(node as DefaultTreeAdapterTypes.Node))
    return (node as DefaultTreeAdapterTypes.TextNode).value;
  if (depth > 200 || (isElement(node) && node.tagName === "annotation" && depth > 0)) return "";
  return childrenOf(node)
    .map((child) => rawText(child, depth + 1))
    .join("");
}

/** The first element below a node, in document order, that fits. */
export function find(node: HtmlNode, fits: (element: HtmlElement) => boolean, depth = 0): HtmlElement | undefined {
  if (depth > 200) return undefined;
  for (const child of childrenOf(node)) {
    if (!isElement(child)) continue;
    if (fits(child)) return child;
    const deeper = find(child, fits, depth + 1);
    if (deeper) return deeper;
  }
  return undefined;
}
