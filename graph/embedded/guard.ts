import { setTimeout as sleep } from "node:timers/promises";

const lookEveryMs = 500;
const pauseAfterFailureMs = 5_000;

/**
 * Looks twice a second whether a server is to be started again, until `end`. A start that fails is
 * tried again, as long as the server is wanted.
 */
export class Guard {
  readonly #startIfDead: () => Promise<void>;
  readonly #log: ((sentence: string) => void) | undefined;
  readonly #ended = new AbortController();
  readonly #isDead: () => boolean;
  readonly #looking: Promise<void>;

  /** `isDead` is asked often; `startIfDead` when it says so, and looks again under the lock. */
  constructor(isDead: () => boolean, startIfDead: () => Promise<void>, log?: (sentence: string) => void) {
    this.#isDead = isDead;
    this.#startIfDead = startIfDead;
    this.#log = log;
    this.#looking = this.#lookOften();
  }

  /** Stops looking; resolves when a start that is under way is over. */
  async end(): Promise<void> {
    this.#ended.abort();
    await this.#looking;
  }

  async #lookOften(): Promise<void> {
    const { signal } = this.#ended;
    const pause = (ms: number) => sleep(ms, undefined, { ref: false, signal }).catch(() => {});
    while (!signal.aborted) {
      await pause(lookEveryMs);
      if (signal.aborted || !this.#isDead()) continue;
      await this.#startIfDead().catch((error: Error) => {
        this.#log?.(`Neo4j can't be started again: ${error.message}`);
        return pause(pauseAfterFailureMs);
      });
    }
  }
}
