import type { Glyph } from "./page.ts";

/**
 * Characters that are together, with what is raised or lowered beside them as `^{…}` and `_{…}`.
 */
export interface Word {
  text: string;
  left: number;
  right: number;
  baseline: number;
  size: number;
  bold: boolean;
}

/**
 * Spaces in print are a quarter to a third of the size, a fifth where a line is set tight; within
 * words there is next to none.
 */
const spaceFrom = 0.17;

/** The words of a page, from top to bottom and left to right. */
export function wordsOf(glyphs: readonly Glyph[]): Word[] {
  const words: Word[] = [];
  for (const row of rowsByBaseline(glyphs)) {
    let word: Word | undefined;
    for (const glyph of row) {
      if (/^\s*$/.test(glyph.text)) {
        word = undefined;
        continue;
      }
      const joins =
        word &&
        glyph.left - word.right < spaceFrom * Math.min(glyph.size, word.size) &&
        glyph.left - word.left > -0.5 * glyph.size &&
        Math.abs(glyph.size - word.size) < 0.25 * word.size;
      if (word && joins) {
        word.text += glyph.text;
        word.right = Math.max(word.right, glyph.right);
        word.bold ||= glyph.bold;
      } else {
        word = {
          text: glyph.text,
          left: glyph.left,
          right: glyph.right,
          baseline: glyph.baseline,
          size: glyph.size,
          bold: glyph.bold,
        };
        words.push(word);
      }
    }
  }
  return withScripts(words).map((word) => ({
    ...word,
    text: word.text.normalize("NFKC").replace(/[\ufb00-\ufb06]/g, (each) => each.normalize("NFKC")),
  }));
}

/**
 * Glyphs with the same baseline, from left to right; the same glyph drawn twice (as some do for
 * bold) counts once.
 */
function rowsByBaseline(glyphs: readonly Glyph[]): Glyph[][] {
  const sorted = glyphs.toSorted((a, b) => b.baseline - a.baseline);
  const rows: Glyph[][] = [];
  for (const glyph of sorted) {
    const row = rows.at(-1);
    if (row && Math.abs(row[0]!.baseline - glyph.baseline) < 0.6) row.push(glyph);
    else rows.push([glyph]);
  }
  return rows.map((row) => {
    const ordered = row.toSorted((a, b) => a.left - b.left);
    return ordered.filter((glyph, at) => {
      const before = ordered[at - 1];
      return (
        !before ||
        before.text !== glyph.text ||
        Math.abs(before.left - glyph.left) > 0.12 * glyph.size ||
        glyph.text.trim() === ""
      );
    });
  });
}

/**
 * Puts small characters that are a little higher or lower onto the word before them, else the word
 * after.
 */
function withScripts(words: readonly Word[]): Word[] {
  const sorted = words.toSorted((a, b) => b.baseline - a.baseline);
  const before = new Map<Word, Word>();
  const after = new Map<Word, Word>();
  sorted.forEach((script, at) => {
    let [base, nearest] = [undefined as Word | undefined, 0.3];
    let [next, nextGap] = [undefined as Word | undefined, 0.2];
    for (const other of neighbours(sorted, at)) {
      const off = Math.abs(other.baseline - script.baseline);
      if (script.size > 0.87 * other.size || off < 0.08 * other.size || off > 0.65 * other.size) continue;
      const gap = (script.left - other.right) / other.size;
      const gapAfter = (other.left - script.right) / other.size;
      if (gap > -0.6 && gap < nearest && script.left > other.left) [base, nearest] = [other, Math.max(gap, 0) + 1e-6];
      if (gapAfter > -0.3 && gapAfter < nextGap && other.baseline < script.baseline)
        [next, nextGap] = [other, Math.max(gapAfter, 0) + 1e-6];
    }
    if (base) before.set(script, base);
    else if (next) after.set(script, next);
  });
  const grown = new Map(words.map((word) => [word, { ...word }]));
  for (const script of [...before.keys()].sort((a, b) => a.left - b.left)) {
    const base = grown.get(endOf(script, before))!;
    base.text += `${script.baseline > base.baseline ? "^" : "_"}{${script.text}}`;
    base.right = Math.max(base.right, script.right);
    grown.delete(script);
  }
  for (const [script, next] of after) {
    const base = grown.get(next);
    if (!base) continue;
    base.text = `^{${script.text}}${base.text}`;
    base.left = Math.min(base.left, script.left);
    grown.delete(script);
  }
  return afterScripts([...grown.values()]);
}

/** The words within a line's height of one, nearest rows first. */
function* neighbours(sorted: readonly Word[], at: number): Generator<Word> {
  const own = sorted[at]!.baseline;
  for (const step of [-1, 1]) {
    for (let next = at + step; next >= 0 && next < sorted.length; next += step) {
      const other = sorted[next]!;
      if (Math.abs(other.baseline - own) > Math.max(12, 0.8 * other.size)) break;
      yield other;
    }
  }
}

function endOf(word: Word, onto: ReadonlyMap<Word, Word>): Word {
  let base = onto.get(word)!;
  for (let steps = 0; onto.has(base) && steps < 5; steps++) base = onto.get(base)!;
  return base;
}

/** What goes on right behind a script is the same word: `10^{8}M`. */
function afterScripts(words: readonly Word[]): Word[] {
  const kept: Word[] = [];
  for (const word of words.toSorted((a, b) => b.baseline - a.baseline || a.left - b.left)) {
    const before = kept.at(-1);
    const joins =
      before &&
      /\}$/.test(before.text) &&
      Math.abs(before.baseline - word.baseline) < 0.6 &&
      Math.abs(word.left - before.right) < spaceFrom * word.size;
    if (before && joins) {
      before.text += word.text;
      before.right = word.right;
    } else kept.push(word);
  }
  return kept;
}
