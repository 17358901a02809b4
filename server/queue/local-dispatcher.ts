import { EventEmitter, once } from "node:events";
import type { Announced, Dispatcher } from "./contract.ts";

/** Tells workers of the same process what waits; needs nothing outside it. */
export class LocalDispatcher implements Dispatcher {
  readonly #waiting = new Set<string>();
  readonly #news = new EventEmitter().setMaxListeners(0);

  async announce(waiting: readonly Announced[]): Promise<void> {
    for (const { key } of waiting) this.#waiting.add(key);
    this.#news.emit("announced");
  }

  async work(
    places: number,
    each: (key: string | undefined) => Promise<"ended" | "unfit">,
    stop: AbortSignal,
  ): Promise<void> {
    const place = async () => {
      while (!stop.aborted) {
        const [key] = this.#waiting;
        if (key === undefined)
          await once(this.#news, "announced", { signal: stop }).catch(() => {}); // told to stop
        else {
          this.#waiting.delete(key);
          await each(key);
          this.#news.emit("settled", key);
        }
      }
    };
    await Promise.all(Array.from({ length: places }, place));
  }

  listen({ settled }: { settled: (key: string) => void }): void {
    this.#news.on("settled", settled);
  }

  async close(): Promise<void> {
    this.#news.removeAllListeners();
  }
}
