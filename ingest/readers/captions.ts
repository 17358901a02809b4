import type { Block, Paragraph, Table } from "./paper-text.ts";

const captionStart =
  /^(?:Supplementary |Extended Data )?(?:Table|TABLE|Tab\.|表)\s*(?:[A-Z]?[.-]?\d+(?:\.\d+)*|[IVXLC]+)(?![\p{L}\d])\s*[.:|–—-]?/u;

/**
 * Whether a paragraph is the caption of a table: "Table 3. Compression results …", and no sentence
 * about one ("Table 3 shows …").
 */
export function isCaption(text: string): boolean {
  const start = captionStart.exec(text)?.[0];
  if (start === undefined || text.length > 1_500) return false;
  return (
    /[.:|–—-]$/.test(start.trim()) ||
    !/^\s*(?:shows?|gives?|lists?|presents?|reports?|summari|compares?|illustrates?|contains?|and|that|in|we|is|are|also|provides?|demonstrates?|indicates?|,)\b/i.test(
      text.slice(start.length),
    )
  );
}

/** The number that a caption gives its table, as it is printed: "3", "IV", "A.2". */
export function tableNumber(caption: string): string | undefined {
  return /^(?:Supplementary |Extended Data )?(?:Table|TABLE|Tab\.|表)\s*([A-Z]?[.-]?\d+(?:\.\d+)*|[IVXLC]+)(?![\p{L}\d])/u.exec(
    caption,
  )?.[1];
}

/**
 * Gives tables without a caption the paragraph beside them that is one: the one before, else the
 * one after; each is used once. What follows a table and begins with a footnote's mark becomes a
 * note of it.
 */
export function withCaptions(given: readonly Block[]): Block[] {
  const blocks = withWholeCaptions(given);
  const used = new Set<Block>();
  const read = blocks.map((block, at): Block => {
    if (block.kind !== "table") return block;
    const footnotes = [...block.footnotes, ...notesAfter(blocks, at, used)];
    if (block.caption !== undefined) return { ...block, footnotes };
    const beside = [nearest(blocks, at, -1), nearest(blocks, at, 1)].find(
      (each) => each !== undefined && !used.has(each) && isCaption(each.text),
    );
    if (!beside) return { ...block, footnotes };
    used.add(beside);
    return { ...block, footnotes, caption: beside.text };
  });
  return read.filter((block, at) => !used.has(blocks[at]!) && block.kind !== undefined);
}

/** Some set "TABLE II" on a line of its own over the caption: one paragraph. */
function withWholeCaptions(blocks: readonly Block[]): Block[] {
  const joined: Block[] = [];
  for (const block of blocks) {
    const before = joined.at(-1);
    const isNumber = before?.kind === "paragraph" && /^(?:Table|TABLE)\s*(?:\d+|[IVXLC]+)\s*[.:]?$/.test(before.text);
    if (isNumber && block.kind === "paragraph" && block.text.length < 800) {
      joined[joined.length - 1] = { ...before, text: `${before.text.replace(/[.:]$/, "")}. ${block.text}` };
    } else joined.push(block);
  }
  return joined;
}

function nearest(blocks: readonly Block[], at: number, step: 1 | -1): Paragraph | undefined {
  const beside = blocks[at + step];
  return beside?.kind === "paragraph" ? beside : undefined;
}

function notesAfter(blocks: readonly Block[], at: number, used: Set<Block>): string[] {
  const notes: string[] = [];
  for (let next = at + 1; next <= at + 6; next++) {
    const block = blocks[next];
    if (block?.kind !== "paragraph") break;
    if (isCaption(block.text)) continue;
    if (!/^(?:[*†‡§¶#]|\^\{|Notes?\b|NOTE\b|注)/u.test(block.text) || block.text.length > 800) break;
    notes.push(block.text);
    used.add(block);
  }
  return notes;
}

/** The text of a table's notes and caption together. */
export function saidOf({ caption = "", footnotes }: Table): string {
  return [caption, ...footnotes].join(" ");
}
