import { type Cell, cell, type Row, type Table, tidy } from "../paper-text.ts";
import { chunksOf, median, type TextLine, textOfWords } from "./lines.ts";
import type { Line } from "./page.ts";
import type { TableArea } from "./table-areas.ts";
import { type Column, columnsOf } from "./table-columns.ts";
import type { Word } from "./words.ts";

/** Nearer than this, in sizes, words are of one cell. */
const cellGap = 0.42;

/** A row in the making: the words of each cell, by the columns it reaches over. */
interface Draft {
  baselines: number[];
  pieces: { words: Word[]; from: number; to: number }[];
  ruleAbove: boolean;
}

/** Puts the words of an area into rows and columns; undefined where there are no two columns. */
export function tableIn(area: TableArea, page: number): Table | undefined {
  const header = headerEnd(area);
  const columns = columnsOf(area, header);
  if (columns.length < 2) return undefined;
  const drafts = draftsOf(area, columns, header);
  spreadLabels(drafts, header, columns);
  const rows = settled(drafts, columns).map(
    ({ pieces, ruleAbove }): Row => ({ cells: cellsOf(pieces, columns), ...(ruleAbove && { ruleAbove }) }),
  );
  if (rows.length < 2) return undefined;
  return { kind: "table", rows, footnotes: [], page, ...(!area.isRuled && { columnsByDistance: true }) };
}

/**
 * The y of the rule under the header: the first with text over it, where there is more than one
 * line of text under it.
 */
function headerEnd({ rules, rows }: TableArea): number | undefined {
  return rules.find(
    (at) => rows.some(({ baseline }) => baseline > at) && rows.filter(({ baseline }) => baseline < at).length >= 1,
  );
}

/**
 * Lines of text that are so near that they can't be rows of their own are one row; the rest are
 * rows.
 */
function draftsOf(area: TableArea, columns: readonly Column[], header: number | undefined): Draft[] {
  const drafts: Draft[] = [];
  area.rows.forEach((line, at) => {
    const before = area.rows[at - 1];
    const ruled =
      before !== undefined &&
      area.rules.some((rule) => rule < before.baseline && rule > line.baseline - 0.1 * line.size);
    const inHeader = header !== undefined && line.baseline > header;
    const parted =
      inHeader &&
      area.partial.some((rule) => before !== undefined && rule.at < before.baseline && rule.at > line.baseline);
    const overlaps = before !== undefined && drafts.at(-1)!.baselines.at(-1)! - line.baseline < 0.72 * line.size;
    const pieces = piecesOf(line, columns, area, inHeader);
    const last = drafts.at(-1);
    if (last && overlaps && !ruled && !parted && (inHeader || fits(last, pieces))) {
      last.baselines.push(line.baseline);
      last.pieces.push(...pieces);
    } else drafts.push({ baselines: [line.baseline], pieces, ruleAbove: ruled });
  });
  return drafts;
}

/** Columns that are free in a row, so that another line of text may belong to it. */
function fits(draft: Draft, pieces: Draft["pieces"]): boolean {
  return pieces.every((piece) => draft.pieces.every((held) => held.to < piece.from || held.from > piece.to));
}

function piecesOf(line: TextLine, columns: readonly Column[], area: TableArea, inHeader: boolean): Draft["pieces"] {
  const chunks = chunksOf(line, cellGap).flatMap((words) => parted(words, columns));
  const pieces = chunks.map((words) => ({ words, ...reach(words, columns) }));
  if (!inHeader) return pieces;
  const rules = area.partial.filter((rule) => rule.at < line.baseline && rule.at > line.baseline - 1.6 * line.size);
  return rules.reduce((spread, rule) => overRule(spread, rule, columns), pieces);
}

function middleOf({ left, right }: Column): number {
  return (left + right) / 2;
}

function middleOfPiece({ words }: Draft["pieces"][number]): number {
  return (words[0]!.left + words.at(-1)!.right) / 2;
}

/**
 * A rule under labels says how far they reach: one over all columns above it, several each over
 * those that are nearest.
 */
function overRule(pieces: Draft["pieces"], rule: Line, columns: readonly Column[]): Draft["pieces"] {
  const labels = pieces.filter((piece) => middleOfPiece(piece) > rule.from && middleOfPiece(piece) < rule.to);
  const under = columns.flatMap((column, at) =>
    middleOf(column) > rule.from && middleOf(column) < rule.to ? [at] : [],
  );
  return pieces.map((piece) => {
    if (!labels.includes(piece)) return piece;
    const own = under.filter((at) => nearestTo(middleOf(columns[at]!), labels) === piece);
    return own.length === 0
      ? piece
      : { ...piece, from: Math.min(piece.from, own[0]!), to: Math.max(piece.to, own.at(-1)!) };
  });
}

function nearestTo(x: number, pieces: Draft["pieces"]): Draft["pieces"][number] {
  return pieces.reduce((best, piece) =>
    Math.abs(middleOfPiece(piece) - x) < Math.abs(middleOfPiece(best) - x) ? piece : best,
  );
}

/**
 * Labels of groups of columns, where nothing is drawn under them: each reaches over the labelled
 * columns that are nearest to its middle.
 */
function spreadLabels(drafts: readonly Draft[], header: number | undefined, columns: readonly Column[]): void {
  const heads = drafts.filter(({ baselines }) => header !== undefined && baselines[0]! > header);
  const has = (draft: Draft, column: number) => draft.pieces.some(({ from, to }) => from <= column && to >= column);
  heads.slice(0, -1).forEach((draft, at) => {
    const below = heads.slice(at + 1);
    const groups = draft.pieces.filter(
      (piece) => below.some((other) => has(other, piece.from)) && piece.from === piece.to,
    );
    if (groups.length === 0) return;
    columns.forEach((column, index) => {
      if (has(draft, index) || !below.some((other) => has(other, index))) return;
      const nearest = nearestTo(middleOf(column), groups);
      nearest.from = Math.min(nearest.from, index);
      nearest.to = Math.max(nearest.to, index);
    });
  });
}

/**
 * Words that are near each other but in several columns that each fit them are cells of their own.
 */
function parted(words: readonly Word[], columns: readonly Column[]): Word[][] {
  const parts: Word[][] = [];
  let last = -1;
  for (const word of words) {
    const { from, to } = reach([word], columns);
    if (parts.length > 0 && from === to && from === last) parts.at(-1)!.push(word);
    else if (parts.length > 0 && from !== to) return [[...words]];
    else parts.push([word]);
    last = from;
  }
  const isWhole = words.some(
    (word, at) =>
      at > 0 &&
      word.left - words[at - 1]!.right < 0.3 * word.size &&
      reach([word], columns).from !== reach([words[at - 1]!], columns).from,
  );
  return isWhole ? [[...words]] : parts;
}

/** The columns that words reach over; where they are between two, the nearer one. */
function reach(words: readonly Word[], columns: readonly Column[]): { from: number; to: number } {
  const [left, right] = [words[0]!.left, words.at(-1)!.right];
  const over = columns.flatMap((column, at) =>
    Math.min(right, column.right) - Math.max(left, column.left) >
    0.15 * Math.min(right - left, column.right - column.left)
      ? [at]
      : [],
  );
  if (over.length > 0) return { from: over[0]!, to: over.at(-1)! };
  const middle = (left + right) / 2;
  const distances = columns.map((column) => Math.abs((column.left + column.right) / 2 - middle));
  const nearest = distances.indexOf(Math.min(...distances));
  return { from: nearest, to: nearest };
}

/** Rows with what is between two of them, or goes on in the next line, put where it belongs. */
function settled(drafts: readonly Draft[], columns: readonly Column[]): Draft[] {
  const full = drafts.filter(({ pieces }) => pieces.length * 2 >= columns.length);
  const steps = full.slice(1).map((draft, at) => full[at]!.baselines[0]! - draft.baselines[0]!);
  const pitch = median(steps.filter((step) => step > 0));
  const kept: Draft[] = [];
  drafts.forEach((draft, at) => {
    const [before, after] = [kept.at(-1), drafts[at + 1]];
    const toBefore = before ? before.baselines[0]! - draft.baselines[0]! : Number.POSITIVE_INFINITY;
    const toAfter = after ? draft.baselines[0]! - after.baselines[0]! : Number.POSITIVE_INFINITY;
    const isFloating =
      pitch > 0 && Math.min(toBefore, toAfter) < 0.75 * pitch && draft.pieces.length * 2 < columns.length;
    if (isFloating && before && fits(before, draft.pieces) && toBefore <= toAfter) before.pieces.push(...draft.pieces);
    else if (isFloating && after && fits(after, draft.pieces)) {
      after.pieces.push(...draft.pieces);
      after.ruleAbove ||= draft.ruleAbove;
    } else if (before && isContinued(before, draft, columns)) {
      for (const piece of draft.pieces)
        before.pieces.find((held) => held.from === piece.from)?.words.push(...piece.words);
    } else kept.push(draft);
  });
  return kept;
}

/**
 * "Filter pruning via" / "geometric median [8]": a line of words under words only, that begins in
 * the middle of a sentence.
 */
function isContinued(before: Draft, { pieces, ruleAbove }: Draft, columns: readonly Column[]): boolean {
  const [only, ...more] = pieces;
  if (!only || more.length > 0 || ruleAbove || before.pieces.length * 2 < columns.length) return false;
  const text = textOfWords(only.words);
  return (
    /^[\p{Ll}([&]/u.test(text) &&
    !/\d\.\d/.test(text) &&
    before.pieces.some((held) => held.from === only.from && held.to === only.to)
  );
}

function cellsOf(pieces: Draft["pieces"], columns: readonly Column[]): Cell[] {
  const cells: Cell[] = [];
  const ordered = joined(pieces);
  let column = 0;
  for (const { words, from, to } of ordered) {
    while (column < from) {
      cells.push(cell(""));
      column += 1;
    }
    if (from < column) {
      const last = cells.at(-1)!;
      last.text = tidy(`${last.text} ${textOfWords(words)}`);
      continue;
    }
    const bold = words.some((word) => word.bold);
    cells.push(cell(tidy(textOfWords(words)), { colSpan: to - from + 1, ...(bold && { bold }) }));
    column = to + 1;
  }
  while (column < columns.length) {
    cells.push(cell(""));
    column += 1;
  }
  return cells;
}

/** Pieces of one cell, line by line from top to bottom. */
function joined(pieces: Draft["pieces"]): Draft["pieces"] {
  const kept: Draft["pieces"] = [];
  for (const piece of pieces.toSorted(
    (a, b) => a.from - b.from || b.to - a.to || b.words[0]!.baseline - a.words[0]!.baseline,
  )) {
    const held = kept.find((each) => each.from <= piece.from && each.to >= piece.to);
    if (held) held.words.push(...piece.words);
    else kept.push({ ...piece, words: [...piece.words] });
  }
  return kept;
}
