import { setTimeout } from "node:timers/promises";

/** How long a read waits for others that ask the same. */
const gatherMs = 5;

/**
 * Reads of many who ask the same at the same time, done once: a hundred listeners of a study look at
 * the graph together. A read begins after the last of those who share it has asked, so nobody is told
 * something older than his question.
 */
export class SharedReads {
  readonly #gathering = new Map<string, Promise<unknown>>();

  /** What `read` resolves to, for all that ask by this key before it begins. */
  read<T>(key: string, read: () => Promise<T>): Promise<T> {
    const shared =
      this.#gathering.get(key) ??
      setTimeout(gatherMs).then(() => {
        this.#gathering.delete(key);
        return read();
      });
    this.#gathering.set(key, shared);
    return shared as Promise<T>;
  }
}
