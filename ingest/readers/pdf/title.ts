import { tidy } from "../paper-text.ts";
import { chunksOf, linesOf, median, type TextLine, textOfWords } from "./lines.ts";
import type { Word } from "./words.ts";

/**
 * The title and authors that the first page shows: the largest text in its upper half, and what is
 * between it and the abstract.
 */
export function titleOf(
  words: readonly Word[],
  inTables: (word: Word) => boolean,
): { title?: string; authors?: string[] } {
  const lines = linesOf(words);
  const [first] = lines;
  const last = lines.at(-1);
  if (!first || !last) return {};
  const middle = (first.baseline + last.baseline) / 2;
  const upper = lines.filter((line) => line.baseline > middle && /\p{L}{2}/u.test(textOfWords(line.words)));
  const largest = Math.max(...upper.filter((line) => textOfWords(line.words).length > 4).map((line) => line.size));
  const body = median(lines.map((line) => line.size));
  if (!(largest > body + 1)) return {};
  const from = upper.findIndex((line) => line.size > largest - 0.6);
  const titleLines: TextLine[] = [];
  for (const line of upper.slice(from)) {
    if (line.size <= largest - 0.6 || titleLines.length >= 5) break;
    titleLines.push(line);
  }
  const title = tidy(
    titleLines
      .map((line) => textOfWords(line.words))
      .join(" ")
      .replace(/-\s(?=\p{Ll})/gu, "-"),
  );
  const abstract =
    words.find((word) => /^abstract\b/i.test(word.text) && word.baseline < titleLines.at(-1)!.baseline)?.baseline ??
    middle;
  const under = words.filter(
    (word) => word.baseline < titleLines.at(-1)!.baseline - 1 && word.baseline > abstract + 1 && !inTables(word),
  );
  const authors = authorsIn(linesOf(under));
  return { ...(title.length > 5 && { title }), ...(authors.length > 0 && { authors }) };
}

/**
 * Names between title and abstract: lines without addresses, taken apart at commas and wide spaces.
 */
function authorsIn(lines: readonly TextLine[]): string[] {
  const names: string[] = [];
  for (const line of lines.slice(0, 12)) {
    const text = chunksOf(line, 1.2).map(textOfWords).join(", ");
    if (names.length >= 20) break;
    if (
      /@|universit|institut|department|school|laborator|inc\.|research|college|academy|\bcenter\b|https?:|\d{4}/i.test(
        text,
      )
    )
      continue;
    const pieces = text
      .replace(/[\^_]\{[^{}]*\}/g, " ")
      .replace(/[*†‡§¶∗\d]+/g, ",")
      .split(/,|\band\b|&/);
    for (const piece of pieces.map(tidy)) {
      if (/^\p{Lu}[\p{L}.'’-]*(?:\s+\p{Lu}?[\p{L}.'’-]+){1,3}$/u.test(piece)) names.push(piece);
    }
  }
  return names;
}
