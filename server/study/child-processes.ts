import { type ChildProcess, fork } from "node:child_process";
import { EventEmitter, on, once } from "node:events";
import { fileURLToPath } from "node:url";
import { type Graph, GraphError, requestStop, run, runOne, setStudyState, showStudy } from "../../graph/index.ts";
import type { Artifacts } from "../artifacts/store.ts";
import type { Environment } from "../config.ts";
import { entryPoint } from "../entry-point.ts";
import { ServerError } from "../errors.ts";
import type { StudyRequest } from "./request.ts";
import { prepareStudy, type StudyEvent } from "./run.ts";
import type { StudyNews, StudyRunner } from "./runner.ts";

const closePatienceMs = 20_000;

/**
 * Studies of the API, each in a process of its own: the very command `automc search resume`, so a study started here and one
 * started from the command line end in the same graph in the same way.
 */
export class StudyProcesses implements StudyRunner {
  readonly #children = new Map<string, { child: ChildProcess; news: EventEmitter }>();
  readonly #graph: Graph;
  readonly #artifacts: Artifacts;
  readonly #environment: Environment;
  readonly #log: (sentence: string) => void;

  /** `log` is told what a study's process says and how it ends. */
  constructor(o: { graph: Graph; artifacts: Artifacts; environment: Environment; log: (sentence: string) => void }) {
    this.#graph = o.graph;
    this.#artifacts = o.artifacts;
    this.#environment = o.environment;
    this.#log = o.log;
  }

  async start(request: StudyRequest): Promise<{ name: string }> {
    const { name } = await prepareStudy({ graph: this.#graph, artifacts: this.#artifacts }, request);
    const child = fork(fileURLToPath(entryPoint), ["search", "resume", name, "--json"], {
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      env: this.#environment,
    });
    const news = new EventEmitter().setMaxListeners(0);
    this.#children.set(name, { child, news });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => this.#log(`study ${name}: ${text.trim()}`));
    child.on("message", (event: StudyEvent) => {
      const told = newsOf(event);
      if (told) news.emit("news", told);
    });
    child.on("exit", async (code, signal) => {
      this.#children.delete(name);
      const how = signal ?? `exit code ${code}`;
      this.#log(`study ${name}: its process ended (${how})`);
      await this.#settle(name, how).catch((error: Error) => this.#log(`study ${name}: ${error.message}`));
      news.emit("news", { kind: "ended" } satisfies StudyNews);
      news.emit("ended");
    });
    return { name };
  }

  /** A process that died without a word leaves its study running in the graph: says there what happened. */
  async #settle(name: string, how: string): Promise<void> {
    const { state } = await runOne(this.#graph, showStudy, { name });
    if (state !== "running" && state !== "queued") return;
    const failure = `Its process ended early (${how}); go on with: automc search resume ${name}`;
    await run(this.#graph, setStudyState, { name, state: "failed", failure });
  }

  async stop(name: string): Promise<void> {
    try {
      await runOne(this.#graph, requestStop, { name });
    } catch (error) {
      if (!(error instanceof GraphError && error.code === "not_found")) throw error;
      throw new ServerError("unknown_study", error.message, { cause: error });
    }
  }

  async *news(name: string, signal: AbortSignal): AsyncIterable<StudyNews> {
    const running = this.#children.get(name);
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

  /** Ends every study's process, and answers when all are gone; each study can be resumed. */
  async close(): Promise<void> {
    const ended = [...this.#children.values()].map(({ child, news }) => {
      const gone = once(news, "ended", { signal: AbortSignal.timeout(closePatienceMs) }).catch(() =>
        child.kill("SIGKILL"),
      );
      child.kill("SIGTERM");
      return gone;
    });
    await Promise.all(ended);
  }
}

function newsOf(event: StudyEvent): StudyNews | undefined {
  switch (event.type) {
    case "progress":
      return { kind: "progress", stage: event.stage, done: event.done, note: event.note };
    case "trial":
      return { kind: "trial", number: event.trial.number };
    default:
      return undefined;
  }
}
