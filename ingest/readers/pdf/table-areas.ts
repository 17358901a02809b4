import { isCaption } from "../captions.ts";
import type { Region } from "./columns.ts";
import { chunksOf, linesOf, median, type TextLine, textOfWords } from "./lines.ts";
import type { Line } from "./page.ts";

/** Where a table is in a region, with the lines of text and the rules in it, from top to bottom. */
export interface TableArea {
  top: number;
  bottom: number;
  rows: TextLine[];
  /** Rules over its whole width. */
  rules: number[];
  /** Rules over a part of it, as under a label that spans columns. */
  partial: Line[];
  vertical: Line[];
  isRuled: boolean;
}

/**
 * The tables in a region: what is between rules, and, where no rules are drawn, runs of lines with
 * numbers in columns.
 */
export function tableAreas(region: Region): TableArea[] {
  const rows = linesOf(region.words);
  const ruled = ruledAreas(rows, region);
  const free = rows.filter((row) => !ruled.some((area) => isWithin(row, area)));
  return [...ruled, ...openAreas(free, region)].sort((a, b) => b.top - a.top);
}

export function isWithin(
  { baseline }: { baseline: number },
  { top, bottom }: { top: number; bottom: number },
): boolean {
  return baseline <= top && baseline >= bottom;
}

function ruledAreas(rows: readonly TextLine[], region: Region): TableArea[] {
  const rules = region.lines
    .filter((line) => line.isHorizontal && line.to - line.from > 25)
    .toSorted((a, b) => b.at - a.at);
  const groups: Line[][] = [];
  for (const rule of rules) {
    const group = groups.at(-1);
    if (group && belongs(group, rule, rows, region)) group.push(rule);
    else groups.push([rule]);
  }
  return groups.flatMap((group) => {
    const widest = Math.max(...group.map((line) => line.to - line.from));
    const full = group.filter((line) => line.to - line.from > 0.85 * widest);
    const [first, last] = [full[0], full.at(-1)];
    if (!first || !last) return [];
    const ends = grown({ top: first.at + 1, bottom: last.at - 1 }, rows, full.length);
    const within = rows.filter((row) => isWithin(row, ends));
    const isTable =
      within.length >= 2 &&
      within.filter((row) => chunksOf(row, 0.42).length >= 2).length >= 2 &&
      (full.length >= 2 || within.length >= 3);
    if (!isTable) return [];
    return [
      {
        ...ends,
        rows: within,
        rules: distinct(full.map(({ at }) => at)),
        partial: group.filter((line) => line.to - line.from <= 0.85 * widest),
        vertical: region.lines.filter(
          (line) =>
            !line.isHorizontal &&
            line.from < ends.top &&
            line.to > ends.bottom &&
            line.at > first.from - 5 &&
            line.at < first.to + 5,
        ),
        isRuled: true,
      },
    ];
  });
}

/**
 * Whether a rule goes on with the table of those over it: it is over or under the same, and no
 * prose and no caption comes between.
 */
function belongs(group: readonly Line[], rule: Line, rows: readonly TextLine[], region: Region): boolean {
  const [from, to] = [Math.min(...group.map((line) => line.from)), Math.max(...group.map((line) => line.to))];
  const common = Math.min(to, rule.to) - Math.max(from, rule.from);
  if (common < 0.6 * Math.min(to - from, rule.to - rule.from)) return false;
  const above = group.at(-1)!.at;
  const between = rows.filter(({ baseline }) => baseline < above && baseline > rule.at);
  if (between.length === 0) return above - rule.at < 40;
  if (between.some((row) => isCaption(textOfWords(row.words)))) return false;
  const prose = between.filter((row) => isProse(row, region)).length;
  return prose < 2 || prose * 4 < between.length;
}

/** A line of running text: one piece from edge to edge, with words in it. */
function isProse(row: TextLine, { left, right }: Region): boolean {
  const words = row.words.filter(({ text }) => /\p{L}{2}/u.test(text)).length;
  return words >= 5 && row.right - row.left > 0.75 * (right - left) && chunksOf(row, 0.8).length === 1;
}

/** Rows of a table that go on beyond its last rule, or begin before its first. */
function grown(
  ends: { top: number; bottom: number },
  rows: readonly TextLine[],
  rules: number,
): { top: number; bottom: number } {
  let { top, bottom } = ends;
  const within = rows.filter((row) => isWithin(row, ends));
  const pitch = pitchOf(within) ?? 12;
  for (const row of rows.filter(({ baseline }) => baseline < bottom)) {
    const nearest = rows.findLast((other) => other.baseline >= bottom && other.baseline <= top);
    const reach = within.length < 2 && rules === 1 ? 2.2 : 1.5;
    if (!isTableLike(row) || (nearest?.baseline ?? bottom) - row.baseline > reach * Math.max(pitch, row.size)) break;
    bottom = row.baseline - 0.3 * row.size;
  }
  for (const row of rows.filter(({ baseline }) => baseline > top).toReversed()) {
    if (rules > 2 || !isTableLike(row) || row.baseline - top > 1.5 * row.size) break;
    top = row.baseline + row.size;
  }
  return { top, bottom };
}

function pitchOf(rows: readonly TextLine[]): number | undefined {
  const steps = rows.slice(1).map((row, at) => rows[at]!.baseline - row.baseline);
  return steps.length === 0 ? undefined : median(steps);
}

/** Three pieces or more with wide gaps, or two of which one is a number. */
function isTableLike(row: TextLine): boolean {
  const chunks = chunksOf(row, 0.9).map(textOfWords);
  const numbers = chunks.filter((text) => /\d/.test(text) && !/\p{L}{3}/u.test(text)).length;
  return chunks.length >= 3
    ? numbers >= 1 || chunks.every((text) => text.split(" ").length <= 5)
    : chunks.length === 2 && numbers >= 1;
}

/** Runs of lines with pieces in columns: three or more, half of them with numbers. */
function openAreas(rows: readonly TextLine[], region: Region): TableArea[] {
  const areas: TableArea[] = [];
  let run: TextLine[] = [];
  const end = () => {
    while (run.length > 0 && !isTableLike(run.at(-1)!)) run.pop();
    const numeric = run.filter(
      (row) => chunksOf(row, 0.9).filter((chunk) => /^\W*\d/.test(textOfWords(chunk))).length >= 1,
    ).length;
    if (
      run.length >= 3 &&
      numeric * 2 >= run.length &&
      run.filter((row) => chunksOf(row, 0.9).length >= 3).length * 2 >= run.length
    ) {
      const top = run[0]!.baseline + run[0]!.size;
      const bottom = run.at(-1)!.baseline - 0.4 * run.at(-1)!.size;
      areas.push({
        top,
        bottom,
        rows: run,
        rules: [],
        partial: [],
        vertical: region.lines.filter((line) => !line.isHorizontal && line.from < top && line.to > bottom),
        isRuled: false,
      });
    }
    run = [];
  };
  for (const row of rows) {
    const before = run.at(-1);
    const isNear = before === undefined || before.baseline - row.baseline < 2.6 * row.size;
    const isBetween =
      before !== undefined && isTableLike(before) && !isProse(row, region) && !isCaption(textOfWords(row.words));
    if (!isNear) end();
    if (isTableLike(row) || (isBetween && isNear)) run.push(row);
    else end();
  }
  end();
  return areas;
}

function distinct(places: readonly number[]): number[] {
  return places.filter((at, index) => index === 0 || places[index - 1]! - at > 2.5);
}
