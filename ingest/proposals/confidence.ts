import { type Doubt, doubtSentence } from "./doubt.ts";

/**
 * Rows of at least this confidence are proposed to be ingested; the rest is for a person to look
 * at.
 */
export const sureFrom = 0.8;

/** How sure a reading is: begins at 1, and each doubt takes its share. */
export class Confidence {
  #value = 1;
  #most = 1;
  readonly #doubts: Doubt[] = [];

  get value(): number {
    return Math.round(Math.min(this.#value, this.#most) * 100) / 100;
  }

  /** The doubts in words, in the order in which they arose. */
  get reasons(): string[] {
    return this.#doubts.map(doubtSentence);
  }

  /** A doubt that leaves `share` of the confidence; the same doubt counts once. */
  doubt(share: number, doubt: Doubt): void {
    if (this.#doubts.some((each) => isSame(each, doubt))) return;
    this.#value *= share;
    this.#doubts.push(doubt);
  }

  /** A doubt that leaves `most` at most, however sure the rest is. */
  cap(most: number, doubt: Doubt): void {
    this.#most = Math.min(this.#most, most);
    if (!this.#doubts.some((each) => isSame(each, doubt))) this.#doubts.push(doubt);
  }

  /** A small loss that needs no words: the value shows it. */
  lessen(share: number): void {
    this.#value *= share;
  }
}

function isSame(a: Doubt, b: Doubt): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
