import type { Word } from "./words.ts";

/** Words on one baseline. */
export interface TextLine {
  words: Word[];
  left: number;
  right: number;
  baseline: number;
  size: number;
}

/** Words as lines from top to bottom. */
export function linesOf(words: readonly Word[]): TextLine[] {
  const rows: Word[][] = [];
  for (const word of words.toSorted((a, b) => b.baseline - a.baseline || a.left - b.left)) {
    const row = rows.at(-1);
    if (row && Math.abs(row[0]!.baseline - word.baseline) < Math.max(0.8, 0.12 * word.size)) row.push(word);
    else rows.push([word]);
  }
  return rows.map(lineOf);
}

function lineOf(words: readonly Word[]): TextLine {
  const ordered = words.toSorted((a, b) => a.left - b.left);
  const size = median(ordered.map((word) => word.size));
  return {
    words: ordered,
    left: Math.min(...ordered.map(({ left }) => left)),
    right: Math.max(...ordered.map(({ right }) => right)),
    baseline: median(ordered.map(({ baseline }) => baseline)),
    size,
  };
}

/** Words that are nearer to each other than `gap` times their size, as pieces of a line. */
export function chunksOf({ words }: TextLine, gap: number): Word[][] {
  const chunks: Word[][] = [];
  for (const word of words) {
    const before = chunks.at(-1)?.at(-1);
    if (before && word.left - before.right < gap * Math.max(word.size, before.size)) chunks.at(-1)!.push(word);
    else chunks.push([word]);
  }
  return chunks;
}

export function textOfWords(words: readonly Word[]): string {
  return words.map(({ text }) => text).join(" ");
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted.length === 0 ? 0 : sorted[Math.floor((sorted.length - 1) / 2)]!;
}
