import { CST, Lexer } from "yaml";

/**
 * The most of each that a document may have: cards have hundreds of values, the largest file of
 * results tens of thousands.
 */
const most = { characters: 1_000_000, values: 100_000, depth: 50, anchors: 100 };

/**
 * Why a text is no card, without composing it: to compose a document costs a hundred times its
 * text, and the stack for every level. Undefined for one of an ordinary size.
 */
export function oversize(text: string): string | undefined {
  if (text.length > most.characters) return `has more than ${most.characters} characters`;
  let [values, anchors, brackets, dashes, indent] = [0, 0, 0, 0, 0];
  const indents: number[] = []; // of the lines that the present one is inside of
  let atStart = true;
  for (const token of new Lexer().lex(text)) {
    const type = CST.tokenType(token);
    if (type === "newline") {
      atStart = true;
      dashes = 0;
      indent = 0;
      continue;
    }
    if (atStart && type === "space") indent = token.length;
    else if (atStart) {
      atStart = false;
      while (indents.length > 0 && indents.at(-1)! >= indent) indents.pop();
      indents.push(indent);
    }
    if (type === "scalar" || type === "flow-seq-start" || type === "flow-map-start") values += 1;
    if (type === "flow-seq-start" || type === "flow-map-start") brackets += 1;
    if (type === "flow-seq-end" || type === "flow-map-end") brackets = Math.max(0, brackets - 1);
    if (type === "seq-item-ind" || type === "explicit-key-ind") dashes += 1;
    if (type === "anchor" || type === "alias") anchors += 1;
    if (values > most.values) return `has more than ${most.values} values`;
    if (anchors > most.anchors) return `has more than ${most.anchors} anchors and aliases`;
    if (brackets + dashes + indents.length > most.depth) return `is nested more than ${most.depth} deep`;
  }
  return undefined;
}
