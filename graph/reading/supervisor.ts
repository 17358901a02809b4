import { setTimeout as sleep } from "node:timers/promises";
import type { Graph } from "../driver/query.ts";
import { markName } from "./answer.ts";
import type { LeftBehind } from "./reader-thread.ts";

/** How much longer than its limit a reader's query may be in Neo4j's list. */
const graceMs = 3_000;
const lookAgainMs = 500;
/** How often it is seen beyond that before anything is done. */
const looks = 2;
const mostLooks = 60;
const closePatienceMs = 60_000;

export interface SupervisorOptions {
  graph: Omit<Graph, "reader">;
  /** Ends the server at once and starts it again, where it is ours and still that process. */
  restart?: (pid: number) => Promise<void>;
  /** The process of our own server; undefined where it is not ours. */
  serverProcess: () => number | undefined;
  /** Receives a sentence about what was found and done. */
  report: (sentence: string) => void;
}

/**
 * Sees to it that a reader's query that was given up does not go on in Neo4j: there are loops that
 * no limit of Neo4j's ends. Whether one does is read from Neo4j's own list of transactions; that
 * Neo4j is slow to reply says nothing.
 *
 * A server of ours is then restarted, and whoever uses it tries again. One of the user's is left
 * alone: the query is reported, with what an administrator can do.
 */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #watched = new Set<Promise<void>>();

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  /** Watches over a query that was given up, until it is gone. */
  watch(left: LeftBehind): void {
    const watched = this.#settle(left)
      .catch((error: Error) => this.#options.report(`A reader's query could not be looked after: ${error.message}`))
      .finally(() => this.#watched.delete(watched));
    this.#watched.add(watched);
  }

  /** Makes the question that `watch` asks fast: Neo4j plans it once. */
  async warm(): Promise<void> {
    await this.#transactionOf("nobody's").catch(() => {});
  }

  /** Resolves when nothing is watched any more, or after a minute. */
  async close(): Promise<void> {
    await Promise.race([Promise.allSettled(this.#watched), sleep(closePatienceMs, undefined, { ref: false })]);
  }

  async #settle({ question: { mark, timeoutMs }, sentAt }: LeftBehind): Promise<void> {
    await sleep(Math.max(0, sentAt + timeoutMs + graceMs - performance.now()));
    let seen = 0;
    for (let look = 0; look < mostLooks; look += 1) {
      const pid = this.#options.serverProcess();
      const found = await this.#transactionOf(mark).catch(() => "no reply" as const);
      if (found === undefined) return;
      if (found !== "no reply" && ++seen >= looks) return await this.#end(found.id, timeoutMs, pid);
      await sleep(lookAgainMs);
    }
  }

  async #end(id: string, limitMs: number, pid: number | undefined): Promise<void> {
    const { restart, report } = this.#options;
    if (restart && pid !== undefined) {
      report(
        `A reader's query did not end at its limit of ${limitMs} ms, nor when it was told to: Neo4j is restarted.`,
      );
      return await restart(pid);
    }
    report(
      `A reader's query goes on in Neo4j after its limit of ${limitMs} ms, as ${id}. An administrator can end it: ` +
        `TERMINATE TRANSACTIONS "${id}"; if it is listed still, only a restart of Neo4j ends it.`,
    );
  }

  /** The transaction that carries a mark; undefined where none does. */
  async #transactionOf(mark: string): Promise<{ id: string } | undefined> {
    const { driver, database } = this.#options.graph;
    const session = driver.session({ defaultAccessMode: "READ", ...(database === undefined ? {} : { database }) });
    try {
      const { records } = await session.run(
        `SHOW TRANSACTIONS YIELD transactionId AS id, metaData WHERE metaData.${markName} = $mark RETURN id`,
        { mark },
        { timeout: 20_000 },
      );
      return records[0] && { id: String(records[0].get("id")) };
    } finally {
      session.close().catch(() => {}); // it may not be able to
    }
  }
}
