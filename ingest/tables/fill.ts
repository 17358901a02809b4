import { readCell } from "./numbers.ts";
import type { BodyRow } from "./parts.ts";

/**
 * What a column says of each row, where it says something once for several: from the cell above, or, where it stands in the middle of
 * its block, from the nearest. Lines between rows and rows that are titles end a block.
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
      // A block of its own without a word belongs to what was said before, unless a title came between.
      const before = from > 0 && rows[from]!.sections === rows[from - 1]!.sections ? filled[from - 1]! : "";
      for (let at = from; at < to; at++) filled[at] = before;
    } else {
      within.forEach((text, at) => {
        if (!isBlank(text)) return;
        const above = said.findLast((each) => each < at);
        filled[from + at] = first === 0 ? within[above!]! : within[nearestOf(said, at)]!;
      });
    }
  }
  return filled;
}

function nearestOf(said: readonly number[], at: number): number {
  return said.reduce((best, each) => (Math.abs(each - at) < Math.abs(best - at) ? each : best));
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
