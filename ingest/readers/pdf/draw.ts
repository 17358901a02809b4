import { OPS } from "pdfjs-dist/legacy/build/pdf.mjs";
import { combined, identity, type Matrix, matrixIn, moved } from "./matrix.ts";

/**
 * A character as it is drawn: from where its left edge is, how far it reaches, and which way up it
 * is (degrees, counter-clockwise).
 */
export interface DrawnGlyph {
  text: string;
  x: number;
  y: number;
  advance: number;
  size: number;
  angle: number;
  bold: boolean;
}

export interface Segment {
  x1: number;
  y1: number;
  x2: number;
  y2: number;
}

/** What is used of a font that pdf.js has read. */
interface Font {
  name?: string;
  bold?: boolean;
  black?: boolean;
  vertical?: boolean;
  fontMatrix?: readonly number[];
}

export interface Operators {
  fnArray: readonly number[];
  argsArray: readonly unknown[];
}

interface State {
  matrix: Matrix;
  font: Font | undefined;
  size: number;
  charSpacing: number;
  wordSpacing: number;
  scale: number;
  leading: number;
  rise: number;
}

const mostGlyphs = 60_000;
const mostSegments = 20_000;
const boldName = /bold|black|heavy|demi|[-,]medi(?!um)|cmbx|sfbx|ecbx|(?:^|\+)[A-Z]*BX\d|semibold|\bbd\b/i;

/**
 * Follows the drawing operators of a page as a viewer would (PDF 32000-1:2008, sections 8 and 9),
 * and notes characters and straight lines. pdf.js offers text too, but joins what is close
 * together, and columns of a table may be close.
 */
export class PageDrawing {
  readonly glyphs: DrawnGlyph[] = [];
  readonly segments: Segment[] = [];
  readonly #fontOf: (name: string) => Font | undefined;
  #state: State = {
    matrix: identity,
    font: undefined,
    size: 0,
    charSpacing: 0,
    wordSpacing: 0,
    scale: 1,
    leading: 0,
    rise: 0,
  };
  #saved: State[] = [];
  #text: Matrix = identity;
  #line: Matrix = identity;

  constructor(fontOf: (name: string) => Font | undefined) {
    this.#fontOf = fontOf;
  }

  run({ fnArray, argsArray }: Operators): void {
    fnArray.forEach((operator, at) => {
      this.#step(operator, Array.isArray(argsArray[at]) ? (argsArray[at] as unknown[]) : []);
    });
  }

  #step(operator: number, args: unknown[]): void {
    const state = this.#state;
    const [first, second] = args;
    const number = typeof first === "number" ? first : 0;
    switch (operator) {
      case OPS.save:
        this.#saved.push({ ...state });
        break;
      case OPS.restore:
      case OPS.paintFormXObjectEnd:
        this.#state = this.#saved.pop() ?? state;
        break;
      case OPS.paintFormXObjectBegin:
        this.#saved.push({ ...state });
        this.#transform(first);
        break;
      case OPS.transform:
        this.#transform(args);
        break;
      case OPS.beginText:
        this.#text = identity;
        this.#line = identity;
        break;
      case OPS.setFont:
        state.font = typeof first === "string" ? this.#fontOf(first) : undefined;
        state.size = typeof second === "number" ? second : 0;
        break;
      case OPS.setCharSpacing:
        state.charSpacing = number;
        break;
      case OPS.setWordSpacing:
        state.wordSpacing = number;
        break;
      case OPS.setHScale:
        state.scale = number / 100;
        break;
      case OPS.setLeading:
        state.leading = -number;
        break;
      case OPS.setTextRise:
        state.rise = number;
        break;
      case OPS.setTextMatrix: {
        const matrix = matrixIn(first) ?? matrixIn(args);
        if (matrix) this.#startLine(matrix);
        break;
      }
      case OPS.setLeadingMoveText:
        if (typeof second === "number") state.leading = second;
        this.#move(args);
        break;
      case OPS.moveText:
        this.#move(args);
        break;
      case OPS.nextLine:
        this.#move([0, state.leading]);
        break;
      case OPS.showText:
        if (Array.isArray(first)) this.#show(first);
        break;
      case OPS.constructPath:
        this.#path(args);
        break;
      default:
        break;
    }
  }

  #transform(list: unknown): void {
    const matrix = matrixIn(list);
    if (matrix) this.#state.matrix = combined(this.#state.matrix, matrix);
  }

  #startLine(matrix: Matrix): void {
    this.#line = matrix;
    this.#text = matrix;
  }

  #move([x, y]: unknown[]): void {
    if (typeof x === "number" && typeof y === "number") this.#startLine(combined(this.#line, [1, 0, 0, 1, x, y]));
  }

  #show(glyphs: readonly unknown[]): void {
    const { font, size, charSpacing, wordSpacing, scale, rise, matrix } = this.#state;
    const unit = Math.abs(font?.fontMatrix?.[0] ?? 0.001);
    const bold = font?.bold === true || font?.black === true || boldName.test(font?.name ?? "");
    for (const each of glyphs) {
      if (typeof each === "number") {
        this.#advance((-each / 1000) * size * scale);
        continue;
      }
      if (typeof each !== "object" || each === null) continue;
      const { unicode, width, isSpace } = each as { unicode?: unknown; width?: unknown; isSpace?: unknown };
      const own = (typeof width === "number" ? width : 0) * unit * size;
      const advance = (own + charSpacing + (isSpace === true ? wordSpacing : 0)) * scale;
      const whole = combined(matrix, this.#text);
      const [x, y] = moved(whole, 0, rise);
      const [right, up] = moved(whole, own * scale, rise);
      if (typeof unicode === "string" && unicode !== "" && this.glyphs.length < mostGlyphs && !font?.vertical) {
        this.glyphs.push({
          text: unicode,
          x,
          y,
          advance: Math.hypot(right - x, up - y),
          size: Math.abs(size) * Math.hypot(whole[2], whole[3]),
          angle: (Math.atan2(whole[1] * Math.sign(size || 1), whole[0] * Math.sign(size || 1)) * 180) / Math.PI,
          bold,
        });
      }
      this.#advance(advance);
    }
  }

  #advance(by: number): void {
    this.#text = combined(this.#text, [1, 0, 0, 1, by, 0]);
  }

  /**
   * Straight lines of a path: `[what is done with it, [points], bounds]`; points are moves (0),
   * lines (1), curves (2, 3) and closings (4).
   */
  #path([done, paths]: unknown[]): void {
    const [data] = Array.isArray(paths) ? paths : [];
    if (typeof data !== "object" || data === null || !("length" in data) || done === OPS.endPath) return;
    const stroked = done !== OPS.fill && done !== OPS.eoFill;
    for (const points of subpaths(Array.from(data as ArrayLike<unknown>).map(Number))) {
      const drawn = points.map(([x, y]) => moved(this.#state.matrix, x, y));
      if (stroked) for (const [at, end] of drawn.slice(1).entries()) this.#segment(drawn[at]!, end);
      else this.#bar(drawn);
    }
  }

  #segment([x1, y1]: readonly [number, number], [x2, y2]: readonly [number, number]): void {
    if (this.segments.length < mostSegments) this.segments.push({ x1, y1, x2, y2 });
  }

  /** A filled box is a line where it is thin, and a shade where it is not. */
  #bar(points: readonly (readonly [number, number])[]): void {
    const xs = points.map(([x]) => x);
    const ys = points.map(([, y]) => y);
    const [left, right, low, high] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const thick = 2.5;
    if (high - low <= thick && right - left > thick) this.#segment([left, (low + high) / 2], [right, (low + high) / 2]);
    else if (right - left <= thick && high - low > thick)
      this.#segment([(left + right) / 2, low], [(left + right) / 2, high]);
  }
}

/** The corners of each part of a path; curves are ignored, as no table is drawn with them. */
function subpaths(numbers: readonly number[]): [number, number][][] {
  const found: [number, number][][] = [];
  let at = 0;
  while (at < numbers.length) {
    const kind = numbers[at]!;
    const point: [number, number] = [numbers[at + 1] ?? 0, numbers[at + 2] ?? 0];
    if (kind === 0) found.push([point]);
    else if (kind === 1) found.at(-1)?.push(point);
    else if (kind === 4) {
      const [start] = found.at(-1) ?? [];
      if (start) found.at(-1)!.push(start);
    } else if (kind !== 2 && kind !== 3) return found;
    at += { 0: 3, 1: 3, 2: 7, 3: 5, 4: 1 }[kind]!;
  }
  return found;
}
