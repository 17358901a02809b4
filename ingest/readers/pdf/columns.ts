import { chunksOf, linesOf, type TextLine } from "./lines.ts";
import type { Line } from "./page.ts";
import type { Word } from "./words.ts";

/** A part of a page that is read as a whole: a column of text, or what goes over both columns. */
export interface Region {
  words: Word[];
  lines: Line[];
  left: number;
  right: number;
}

/** The x between two columns of text, on pages where there are two. */
export interface Gutter {
  at: number;
  width: number;
}

/**
 * Where the gutter of a page is: an x in its middle that few lines cross, with prose on both sides
 * of it. `least` is how many lines of prose there have to be on each.
 */
export function gutterOf(words: readonly Word[], lines: readonly Line[], least = 5): Gutter | undefined {
  const rows = linesOf(words);
  if (rows.length === 0) return undefined;
  const left = Math.min(...rows.map((row) => row.left));
  const right = Math.max(...rows.map((row) => row.right));
  let best: { at: number; score: number } | undefined;
  for (let x = left + 0.35 * (right - left); x <= left + 0.65 * (right - left); x += 1) {
    let crossing = 0;
    const prose = { before: 0, after: 0 };
    for (const row of rows) {
      const gap = gapAt(row, x);
      if (gap === 0 || (gap !== undefined && (gap < 0.8 * row.size || isRuledOver(row, x, lines)))) {
        crossing += 1;
        continue;
      }
      if (
        isProse(
          row.words.filter((word) => word.left < x),
          row.size,
        )
      )
        prose.before += 1;
      if (
        isProse(
          row.words.filter((word) => word.left >= x),
          row.size,
        )
      )
        prose.after += 1;
    }
    const both = Math.min(prose.before, prose.after);
    const score = prose.before + prose.after - 2 * crossing;
    if (both >= least && crossing < 0.8 * (prose.before + prose.after) && (!best || score > best.score))
      best = { at: x, score };
  }
  return best && centred(rows, best.at);
}

/**
 * Whether few lines of a page cross a gutter that other pages have: then it is one here too, though
 * a table leaves no prose to find it by.
 */
export function keepsGutter(words: readonly Word[], gutter: Gutter): boolean {
  const gaps = linesOf(words).map((row) => gapAt(row, gutter.at));
  return gaps.filter((gap) => gap === 0).length <= 0.4 * gaps.length;
}

/** How wide the space at x is: 0 where a word is, undefined where the line is only on one side. */
function gapAt(row: TextLine, x: number): number | undefined {
  const before = row.words.findLast((word) => word.left < x);
  const after = row.words.find((word) => word.left >= x);
  if (before && before.right > x) return 0;
  return before && after ? after.left - before.right : undefined;
}

/**
 * The middle of the free space around x, found by where most lines end before it and begin after
 * it.
 */
function centred(rows: readonly TextLine[], x: number): Gutter {
  const lefts = rows
    .flatMap((row) =>
      row.words
        .filter((word) => word.right <= x)
        .map(({ right }) => right)
        .slice(-1),
    )
    .toSorted((a, b) => a - b);
  const rights = rows
    .flatMap((row) =>
      row.words
        .filter((word) => word.left >= x)
        .map(({ left }) => left)
        .slice(0, 1),
    )
    .toSorted((a, b) => a - b);
  const farthest = lefts[Math.floor(lefts.length * 0.9)] ?? x;
  const nearest = rights[Math.floor(rights.length * 0.1)] ?? x;
  return farthest < nearest ? { at: (farthest + nearest) / 2, width: nearest - farthest } : { at: x, width: 10 };
}

/** Words that follow each other over the width of a column, as a sentence does. */
function isProse(side: readonly Word[], size: number): boolean {
  if (side.length < 4) return false;
  const width = side.at(-1)!.right - side[0]!.left;
  const pieces = chunksOf({ words: [...side], left: 0, right: 0, baseline: 0, size }, 0.9).length;
  return width > 90 && pieces <= 2 && side.filter(({ text }) => /\p{L}{2}/u.test(text)).length >= 3;
}

/** The line is between two rules that go over x: a table as wide as the page. */
function isRuledOver(row: TextLine, x: number, lines: readonly Line[]): boolean {
  const over = lines.filter((line) => line.isHorizontal && line.from < x - 10 && line.to > x + 10);
  return (
    over.some((line) => line.at > row.baseline && line.at < row.baseline + 300) &&
    over.some((line) => line.at < row.baseline && line.at > row.baseline - 300)
  );
}

/**
 * A page's regions in reading order: down to what goes over both columns, left before right, then
 * that, then on.
 */
export function regionsOf(words: readonly Word[], lines: readonly Line[], gutter: Gutter | undefined): Region[] {
  if (words.length === 0) return [];
  const left = Math.min(...words.map((word) => word.left));
  const right = Math.max(...words.map((word) => word.right));
  if (!gutter) return [{ words: [...words], lines: [...lines], left, right }];
  const bands = bandsOver(words, lines, gutter);
  const edges = [...bands].sort((a, b) => b.top - a.top);
  const regions: Region[] = [];
  let top = Number.POSITIVE_INFINITY;
  const columns = (low: number) => {
    const within = words.filter(({ baseline }) => baseline < top && baseline >= low);
    const ruled = lines.filter((line) =>
      line.isHorizontal ? line.at < top && line.at >= low : line.from < top && line.to >= low,
    );
    const side = (isLeft: boolean): Region => ({
      words: within.filter((word) => (word.left + word.right) / 2 < gutter.at === isLeft),
      lines: ruled.filter((line) =>
        line.isHorizontal ? (line.from + line.to) / 2 < gutter.at === isLeft : line.at < gutter.at === isLeft,
      ),
      left: isLeft ? left : gutter.at,
      right: isLeft ? gutter.at : right,
    });
    regions.push(...[side(true), side(false)].filter((region) => region.words.length > 0));
  };
  for (const band of edges) {
    columns(band.top);
    const over = words.filter(({ baseline }) => baseline < band.top && baseline >= band.bottom);
    const ruled = lines.filter((line) =>
      line.isHorizontal ? line.at <= band.top && line.at >= band.bottom : line.from < band.top && line.to > band.bottom,
    );
    if (over.length > 0) regions.push({ words: over, lines: ruled, left, right });
    top = band.bottom;
  }
  columns(Number.NEGATIVE_INFINITY);
  return regions;
}

interface Band {
  top: number;
  bottom: number;
}

/** Stretches of a page where something goes over the gutter: text, or a table between rules. */
function bandsOver(words: readonly Word[], lines: readonly Line[], gutter: Gutter): Band[] {
  const rows = linesOf(words);
  const crossing = rows.filter(
    (row) =>
      row.words.some((word) => word.left < gutter.at - 1 && word.right > gutter.at + 1) || isFlowing(row, gutter),
  );
  const bands: Band[] = crossing.map((row) => ({
    top: row.baseline + row.size,
    bottom: row.baseline - 0.4 * row.size,
  }));
  const rules = lines
    .filter((line) => line.isHorizontal && line.from < gutter.at - 6 && line.to > gutter.at + 6)
    .toSorted((a, b) => b.at - a.at);
  rules.forEach((rule, at) => {
    const next = rules[at + 1];
    bands.push({ top: rule.at + 1, bottom: rule.at - 1 });
    if (!next) return;
    const between = rows.filter(({ baseline }) => baseline < rule.at && baseline > next.at);
    const prose = between.filter(
      (row) =>
        !crossing.includes(row) &&
        [row.words.filter((word) => word.left < gutter.at), row.words.filter((word) => word.left >= gutter.at)].some(
          (side) => isProse(side, row.size),
        ) &&
        (gapAt(row, gutter.at) ?? 99) > 0.6 * gutter.width,
    ).length;
    if (between.length > 0 && prose <= Math.max(1, between.length * 0.2))
      bands.push({ top: rule.at + 1, bottom: next.at - 1 });
  });
  return merged(bands, rows, gutter);
}

/** The words before and after the gutter are as near to each other as within a line. */
function isFlowing(row: TextLine, gutter: Gutter): boolean {
  const gap = gapAt(row, gutter.at);
  return gap !== undefined && gap > 0 && gap < Math.min(0.55 * gutter.width, 0.8 * row.size);
}

function merged(bands: readonly Band[], rows: readonly TextLine[], gutter: Gutter): Band[] {
  const joined: Band[] = [];
  for (const band of bands.toSorted((a, b) => b.top - a.top)) {
    const before = joined.at(-1);
    const between = before ? rows.filter(({ baseline }) => baseline < before.bottom && baseline > band.top) : [];
    if (before && (band.top >= before.bottom || (between.length === 0 && before.bottom - band.top < 14)))
      before.bottom = Math.min(before.bottom, band.bottom);
    else joined.push({ ...band });
  }
  // The last line of a caption over both columns may be so short that it is in the left one alone.
  for (const band of joined) {
    const next = rows.find(({ baseline }) => baseline < band.bottom);
    const isTail =
      next &&
      band.bottom - next.baseline < 1.1 * next.size &&
      next.right < gutter.at &&
      !rows.some((row) => row.left > gutter.at && Math.abs(row.baseline - next.baseline) < 2);
    const last = rows.findLast(({ baseline }) => baseline >= band.bottom && baseline < band.top);
    if (isTail && last && Math.abs(last.left - next.left) < 3 && Math.abs(last.size - next.size) < 0.5)
      band.bottom = next.baseline - 0.4 * next.size;
  }
  return joined;
}
