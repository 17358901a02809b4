/** Rows of at least this confidence are proposed to be taken in; the rest is for a person to look at. */
export const sureFrom = 0.8;

/** How sure a reading is: begins at 1, and each doubt takes its share. */
export class Confidence {
  #value = 1;
  readonly reasons: string[] = [];

  get value(): number {
    return Math.round(this.#value * 100) / 100;
  }

  /** A doubt that leaves `share` of the confidence; said once. */
  doubt(share: number, reason: string): void {
    if (this.reasons.includes(reason)) return;
    this.#value *= share;
    this.reasons.push(reason);
  }

  /** A small loss that needs no words: the value tells it. */
  lessen(share: number): void {
    this.#value *= share;
  }
}
