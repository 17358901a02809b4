import type { Sendable } from "./answer.ts";

const usualBytes = 64 * 2 ** 20;

/**
 * Answers that follow from a version of what they are about: made once for all who ask, and again when that is another.
 * The least recently asked for go first where all of them are too long to be kept.
 */
export class KeptAnswers {
  readonly #kept = new Map<string, { version: string; answer: Promise<Sendable>; bytes: number }>();
  readonly #mostBytes: number;

  constructor(mostBytes = usualBytes) {
    this.#mostBytes = mostBytes;
  }

  /** The answer at an address in this version. One that fails is not kept. */
  get(address: string, version: string, make: () => Promise<Sendable>): Promise<Sendable> {
    const before = this.#kept.get(address);
    this.#kept.delete(address);
    if (before?.version === version) {
      this.#kept.set(address, before); // the last to go
      return before.answer;
    }
    const entry = { version, answer: make(), bytes: 0 };
    this.#kept.set(address, entry);
    entry.answer.then(
      ({ body }) => {
        entry.bytes = body.length;
        this.#makeRoom();
      },
      () => this.#kept.get(address) === entry && this.#kept.delete(address),
    );
    return entry.answer;
  }

  #makeRoom(): void {
    let total = [...this.#kept.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    for (const [address, { bytes }] of this.#kept) {
      if (total <= this.#mostBytes) return;
      this.#kept.delete(address);
      total -= bytes;
    }
  }
}
