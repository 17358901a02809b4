import { EventEmitter, on, once } from "node:events";
import { type Graph, run, runOne, type StudyName, setStudyState, showStudy } from "../../graph/index.ts";
import type { Artifacts } from "../artifacts/store.ts";
import type { Environment } from "../config.ts";
import { workerEntry } from "../entry-point.ts";
import { Child, ChildDied, ChildFailure } from "../processes/child.ts";
import { askToStop } from "./ask-to-stop.ts";
import { prepareStudy } from "./prepare.ts";
import type { StudyRequest } from "./request.ts";
import type { StudyNews, StudyRunner } from "./runner.ts";
import type { RunStudyRequest } from "./worker.ts";

const closePatienceMs = 20_000;

/**
 * Studies of the API, each in a process of its own that does what `automc search resume` does, so a
 * study started here and one started from the command line end in the same graph in the same way.
 */
export class StudyProcesses implements StudyRunner {
  readonly #running = new Map<string, { child: Child; news: EventEmitter }>();
  readonly #graph: Graph;
  readonly #artifacts: Artifacts;
  readonly #environment: Environment;
  readonly #log: (sentence: string) => void;

  /** `log` receives what a study's process writes and how it ends. */
  constructor(o: { graph: Graph; artifacts: Artifacts; environment: Environment; log: (sentence: string) => void }) {
    this.#graph = o.graph;
    this.#artifacts = o.artifacts;
    this.#environment = o.environment;
    this.#log = o.log;
  }

  async start(request: StudyRequest): Promise<{ name: StudyName }> {
    const { name } = await prepareStudy({ graph: this.#graph, artifacts: this.#artifacts }, request);
    this.#run(name);
    return { name };
  }

  async resume(name: StudyName): Promise<void> {
    if (this.#running.has(name)) return;
    const { state } = await runOne(this.#graph, showStudy, { name });
    if (state !== "running") await run(this.#graph, setStudyState, { name, state: "queued", failure: null });
    this.#run(name);
  }

  #run(name: StudyName): void {
    const child = new Child(workerEntry("study"), {
      environment: this.#environment,
      onStderr: (text) => this.#log(`study ${name}: ${text.trim()}`),
    });
    const news = new EventEmitter().setMaxListeners(0);
    this.#running.set(name, { child, news });
    void this.#follow(name, child, news);
  }

  /**
   * Passes on what a study's process reports until it ends, and sees that its state in the graph is
   * final then.
   */
  async #follow(name: StudyName, child: Child, news: EventEmitter): Promise<void> {
    const onProgress = (item: StudyNews) => void news.emit("news", item);
    try {
      const ended = await child.ask<"done" | "stopped", StudyNews>({ name } satisfies RunStudyRequest, { onProgress });
      this.#log(`study ${name}: ${ended}`);
    } catch (error) {
      this.#log(`study ${name}: ${(error as Error).message}`);
      await this.#settle(name, error).catch((error: Error) => this.#log(`study ${name}: ${error.message}`));
    }
    await child.close(closePatienceMs);
    this.#running.delete(name);
    news.emit("news", { kind: "ended" } satisfies StudyNews);
    news.emit("ended");
  }

  /**
   * A process that died without a word leaves its study running in the graph: records there what
   * happened.
   */
  async #settle(name: StudyName, error: unknown): Promise<void> {
    // Another process runs it, so its state is not this one's to change.
    if (error instanceof ChildFailure && error.code === "study_running") return;
    const { state } = await runOne(this.#graph, showStudy, { name });
    if (state !== "running" && state !== "queued") return;
    const why = error instanceof ChildDied ? `Its process ended early (${error.how})` : (error as Error).message;
    const failure = `${why.replace(/\.$/, "")}; go on with: automc search resume ${name}`;
    await run(this.#graph, setStudyState, { name, state: "failed", failure });
  }

  async stop(name: StudyName): Promise<void> {
    await askToStop(this.#graph, name);
  }

  async *news(name: StudyName, signal: AbortSignal): AsyncIterable<StudyNews> {
    const running = this.#running.get(name);
    if (!running || signal.aborted) return;
    try {
      for await (const [item] of on(running.news, "news", { signal })) {
        yield item as StudyNews;
        if ((item as StudyNews).kind === "ended") return;
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  /**
   * Ends every study's process in order, and resolves when all are gone; each study can be resumed.
   */
  async close(): Promise<void> {
    await Promise.all(
      [...this.#running.values()].map(async ({ child, news }) => {
        const ended = once(news, "ended");
        await child.close(closePatienceMs);
        await ended;
      }),
    );
  }
}
