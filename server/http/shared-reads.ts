import { setTimeout } from "node:timers/promises";

/**
 * Reads of many who ask the same at the same time, done once: a hundred listeners of a study look at
 * the graph together, and fifty who want one list wait for one or two answers, not for fifty. A read
 * begins after the last of those who share it has asked, so nobody is told something older than his
 * question; and after the one before it has ended, so that the slower they are, the more share one.
 */
export class SharedReads {
  readonly #gathering = new Map<string, Promise<unknown>>();
  readonly #running = new Map<string, Promise<unknown>>();
  readonly #gatherMs: number;

  /** @param gatherMs how long a read waits for others that ask the same */
  constructor(gatherMs = 5) {
    this.#gatherMs = gatherMs;
  }

  /** What `read` resolves to, for all that ask by this key before it begins. */
  read<T>(key: string, read: () => Promise<T>): Promise<T> {
    const shared = this.#gathering.get(key) ?? this.#begin(key, read);
    this.#gathering.set(key, shared);
    return shared as Promise<T>;
  }

  async #begin<T>(key: string, read: () => Promise<T>): Promise<T> {
    await Promise.allSettled([this.#running.get(key), setTimeout(this.#gatherMs)]);
    this.#gathering.delete(key);
    const running = read();
    this.#running.set(key, running);
    try {
      return await running;
    } finally {
      if (this.#running.get(key) === running) this.#running.delete(key);
    }
  }
}
