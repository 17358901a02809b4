import { isCaption } from "../captions.ts";
import type { Block } from "../paper-text.ts";
import { tidy } from "../paper-text.ts";
import { median, type TextLine, textOfWords } from "./lines.ts";

const numbered = /^(?:(\d+(?:\.\d+)*)\.?|([IVX]+)\.|([A-Z])\.)\s+\p{Lu}/u;

/**
 * Lines of running text as paragraphs and headings. `bodySize` is the size of most of the
 * document's text.
 */
export function proseBlocks(lines: readonly TextLine[], page: number, bodySize: number): Block[] {
  const blocks: Block[] = [];
  let paragraph: TextLine[] = [];
  const end = () => {
    if (paragraph.length > 0) blocks.push(blockOf(paragraph, page, bodySize));
    paragraph = [];
  };
  const left = median(lines.map((line) => line.left));
  for (const line of lines) {
    const before = paragraph.at(-1);
    if (before && begins(line, before, paragraph, left, bodySize)) end();
    paragraph.push(line);
  }
  end();
  return blocks.filter((block) => block.kind === "table" || block.text !== "");
}

function begins(
  line: TextLine,
  before: TextLine,
  paragraph: readonly TextLine[],
  left: number,
  bodySize: number,
): boolean {
  const step = before.baseline - line.baseline;
  const text = textOfWords(line.words);
  if (step > 1.65 * Math.max(line.size, before.size) || step < 0) return true;
  if (Math.abs(line.size - before.size) > 0.8) return true;
  if (isCaption(text)) return true;
  const opening = textOfWords(paragraph[0]!.words);
  const wasHeading = isHeading(paragraph, bodySize);
  if (wasHeading && !isHeading([...paragraph, line], bodySize)) return true;
  if (isHeading([line], bodySize) && !wasHeading) return true;
  // A first line is set in; in a caption lines that are set in go on.
  return (
    !isCaption(opening) &&
    line.left > left + 0.8 * line.size &&
    line.left < left + 4 * line.size &&
    before.left < left + 0.5 * line.size
  );
}

function blockOf(lines: readonly TextLine[], page: number, bodySize: number): Block {
  const text = tidy(
    lines
      .map((line) => textOfWords(line.words))
      .reduce(
        (whole, next) =>
          /\p{L}-$/u.test(whole) && /^\p{Ll}/u.test(next) ? whole.slice(0, -1) + next : `${whole} ${next}`,
        "",
      ),
  );
  if (!isHeading(lines, bodySize)) return { kind: "paragraph", text, page };
  const number = numbered.exec(text)?.[1];
  return {
    kind: "heading",
    level: number === undefined ? (/^[A-Z]\.\s/.test(text) ? 2 : 1) : number.split(".").length,
    text,
    page,
  };
}

function isHeading(lines: readonly TextLine[], bodySize: number): boolean {
  const text = textOfWords(lines.flatMap(({ words }) => words));
  if (lines.length > 3 || text.length > 140 || !/\p{L}{3}/u.test(text) || isCaption(text)) return false;
  const words = lines.flatMap((line) => line.words);
  const bold = words.filter((word) => word.bold).length >= 0.8 * words.length;
  const isLarger = median(words.map(({ size }) => size)) > bodySize + 0.9;
  return (
    ((bold || isLarger) &&
      (numbered.test(text) ||
        /^(?:abstract|introduction|references|acknowledg|conclusions?|appendix)\b/i.test(text) ||
        (isLarger && text.length < 120))) ||
    (/^[IVX]+\.\s+[\p{Lu}\s]+$/u.test(text) && text.length < 60)
  );
}
