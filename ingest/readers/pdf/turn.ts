import type { DrawnGlyph, Segment } from "./draw.ts";
import type { Glyph, Line, PdfPage } from "./page.ts";

/**
 * Turns a page so that most of its text runs from left to right, and sets apart what runs another
 * way.
 */
export function turnedPage(number: number, glyphs: readonly DrawnGlyph[], segments: readonly Segment[]): PdfPage {
  const angle = mostAngle(glyphs);
  const turn = turning(angle);
  const all = glyphs.map((each) => ({ each, place: turn(each.x, each.y) }));
  const along = all.filter(({ each }) => isAlong(each.angle, angle));
  const kept: Glyph[] = along.map(({ each, place: [x, y] }) => ({
    text: each.text,
    left: x,
    right: x + each.advance,
    baseline: y,
    size: each.size,
    bold: each.bold,
  }));
  const lines = segments.flatMap(({ x1, y1, x2, y2 }) => lineOf(turn(x1, y1), turn(x2, y2)));
  return {
    number,
    width: Math.max(0, ...kept.map(({ right }) => right)),
    height: Math.max(0, ...kept.map(({ baseline }) => baseline)),
    glyphs: kept,
    lines: withoutDoubles(lines),
    aside: asideTexts(all.filter(({ each }) => !isAlong(each.angle, angle)).map(({ each }) => each)),
  };
}

function isAlong(angle: number, wanted: number): boolean {
  const off = Math.abs(((angle - wanted + 540) % 360) - 180);
  return off < 3;
}

function mostAngle(glyphs: readonly DrawnGlyph[]): number {
  const counts = [0, 90, 180, -90].map((angle) => ({
    angle,
    count: glyphs.filter((each) => isAlong(each.angle, angle)).length,
  }));
  return counts.reduce((best, each) => (each.count > best.count ? each : best)).angle;
}

function turning(angle: number): (x: number, y: number) => [number, number] {
  if (angle === 90) return (x, y) => [y, -x];
  if (angle === -90) return (x, y) => [-y, x];
  if (angle === 180) return (x, y) => [-x, -y];
  return (x, y) => [x, y];
}

/**
 * Text that runs up the margin, in the order in which it is drawn, spaces where it was interrupted.
 */
function asideTexts(glyphs: readonly DrawnGlyph[]): string[] {
  const texts: string[] = [];
  let text = "";
  let before: DrawnGlyph | undefined;
  for (const glyph of glyphs) {
    const gap = before ? Math.hypot(glyph.x - before.x, glyph.y - before.y) - before.advance : 0;
    if (before && (gap > 3 * glyph.size || glyph.angle !== before.angle)) {
      texts.push(text);
      text = "";
    } else if (before && gap > 0.18 * glyph.size) text += " ";
    text += glyph.text;
    before = glyph;
  }
  return [...texts, text]
    .map((each) => each.trim())
    .filter((each) => each !== "")
    .slice(0, 50);
}

function lineOf([x1, y1]: [number, number], [x2, y2]: [number, number]): Line[] {
  const [wide, high] = [Math.abs(x2 - x1), Math.abs(y2 - y1)];
  if (wide > 3 && high < 0.8)
    return [{ isHorizontal: true, at: (y1 + y2) / 2, from: Math.min(x1, x2), to: Math.max(x1, x2) }];
  if (high > 3 && wide < 0.8)
    return [{ isHorizontal: false, at: (x1 + x2) / 2, from: Math.min(y1, y2), to: Math.max(y1, y2) }];
  return [];
}

/** Lines drawn piece by piece, or twice, as one. */
function withoutDoubles(lines: readonly Line[]): Line[] {
  const kept: Line[] = [];
  const sorted = lines.toSorted(
    (a, b) => Number(a.isHorizontal) - Number(b.isHorizontal) || a.at - b.at || a.from - b.from,
  );
  for (const line of sorted) {
    const held = kept.findLast(
      (each) =>
        each.isHorizontal === line.isHorizontal &&
        Math.abs(each.at - line.at) < 1.2 &&
        line.from <= each.to + 1.5 &&
        each.from <= line.to + 1.5,
    );
    if (held) Object.assign(held, { from: Math.min(held.from, line.from), to: Math.max(held.to, line.to) });
    else if (kept.length < 5_000) kept.push({ ...line });
  }
  return kept;
}
