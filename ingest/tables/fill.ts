import { readCell } from "./numbers.ts";
import type { BodyRow } from "./parts.ts";

/**
 * What a column says of each row, where it says something once for several: from the cell above,
 * or, where it is in the middle of its block, from there. Lines between rows and rows that are
 * titles end a block.
 */
export function filledDown(rows: readonly BodyRow[], column: number): string[] {
  const texts = rows.map(({ cells }) => cells[column]!.text);
  const isBlank = (text: string) => text === "";
  if (!texts.some(isBlank) || texts.every(isBlank)) return texts;
  const filled = [...texts];
  for (const [from, to] of blocksOf(rows)) {
    const within = texts.slice(from, to);
    const said = within.flatMap((text, at) => (isBlank(text) ? [] : [at]));
    const [first] = said;
    if (first === undefined) {
      // A block of its own without a word belongs to what was said before, unless a title came
      // between.
      const before = from > 0 && rows[from]!.sections === rows[from - 1]!.sections ? filled[from - 1]! : "";
      for (let at = from; at < to; at++) filled[at] = before;
    } else {
      const starts = first === 0 ? said : startsOf(said, rows.slice(from, to));
      within.forEach((text, at) => {
        if (isBlank(text)) filled[from + at] = within[said[starts.findLastIndex((start) => start <= at)]!]!;
      });
    }
  }
  return filled;
}

/**
 * Where the blocks begin whose middle rows say something (`said`, from 0): so that each word is as
 * near to the middle of its block as it can, and that a block ends with the last of the paper's own
 * rows, where it has such rows. Exact, by the best blocks up to each row.
 */
function startsOf(said: readonly number[], rows: readonly BodyRow[]): number[] {
  const isOwn = rows.map(({ cells }) => cells.some(({ text }) => /\b(?:ours?|proposed)\b/i.test(text)));
  const own = isOwn.includes(true);
  const cost = (middle: number, start: number, end: number) =>
    Math.abs(middle - (start + end - 1) / 2) + (own && !isOwn[end - 1] ? 1.5 : 0) + (isOwn[start] ? 1.5 : 0);
  let best = new Map<number, { sum: number; starts: number[] }>([[0, { sum: 0, starts: [] }]]);
  said.forEach((middle, at) => {
    const next = new Map<number, { sum: number; starts: number[] }>();
    const last = said[at + 1] ?? rows.length;
    for (const [start, { sum, starts }] of best) {
      for (let end = at + 1 < said.length ? middle + 1 : rows.length; end <= last; end++) {
        const total = sum + cost(middle, start, end);
        if (start <= middle && total < (next.get(end)?.sum ?? Number.POSITIVE_INFINITY))
          next.set(end, { sum: total, starts: [...starts, start] });
      }
    }
    best = next;
  });
  return best.get(rows.length)!.starts;
}

/** Runs of rows between lines; lines between all rows mean nothing. */
function blocksOf(rows: readonly BodyRow[]): [number, number][] {
  const lines = rows.filter(({ ruleAbove }, at) => at > 0 && ruleAbove).length;
  const meaningful = lines > 0 && lines < (rows.length - 1) * 0.8;
  const starts = rows.flatMap((row, at) =>
    at === 0 || (meaningful && row.ruleAbove) || row.sections !== rows[at - 1]!.sections ? [at] : [],
  );
  return starts.map((start, at) => [start, starts[at + 1] ?? rows.length]);
}

/** Share of a column's filled cells that are numbers. */
export function numericShare(rows: readonly BodyRow[], column: number): number {
  const filled = rows.map(({ cells }) => readCell(cells[column]!.text)).filter(({ isEmpty }) => !isEmpty);
  return filled.length === 0 ? 0 : filled.filter(({ isNumeric }) => isNumeric).length / filled.length;
}
