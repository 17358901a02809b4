import { EventEmitter, on } from "node:events";
import {
  createStudy,
  type Graph,
  GraphError,
  listStrategies,
  recordTrial,
  run,
  type StudyName,
  setStudyState,
  showStudy,
} from "../../../graph/index.ts";
import { ServerError } from "../../../server/errors.ts";
import type { StudyRequest } from "../../../server/study/request.ts";
import type { StudyNews, StudyRunner } from "../../../server/study/runner.ts";
import { completeFigures } from "../../graph/complete-trial.ts";
import { studyIs } from "../../ids.ts";

/** A measured outcome: what trial `number` of a study gives. */
type Measure = (number: number) => { ar: number; pr: number } | { failure: string };

/** A study at work. `turns` keeps the turns that were given while nobody waited for one. */
interface Running {
  news: EventEmitter;
  steps: EventEmitter;
  turns: AsyncIterator<unknown>;
  stop: AbortController;
}

/**
 * Runs studies inside this process, for tests: real studies and trials in the graph, with a formula in place of training.
 * Each trial waits for `next`, so a test decides when things happen.
 */
export class InProcessRunner implements StudyRunner {
  readonly #graph: Graph;
  readonly #taskId: string;
  readonly #measure: Measure;
  readonly #running = new Map<string, Running>();
  readonly ended: Promise<void>[] = [];
  readonly resumed: string[] = [];

  constructor(graph: Graph, taskId: string, measure: Measure) {
    this.#graph = graph;
    this.#taskId = taskId;
    this.#measure = measure;
  }

  async start(request: StudyRequest): Promise<{ name: StudyName }> {
    if (request.model !== "tiny")
      throw new ServerError("unknown_model", `No model "${request.model}" here (known: tiny).`);
    const {
      name = `${request.model}-${request.algorithm}-${request.seed}`,
      algorithm,
      target,
      seed,
      ...rest
    } = request;
    try {
      const config = { ...rest };
      await run(this.#graph, createStudy, { name, taskId: this.#taskId, algorithm, target, seed, config });
    } catch (error) {
      if (error instanceof GraphError && error.code === "conflict")
        throw new ServerError("study_exists", error.message);
      throw error;
    }
    const [news, steps, stop] = [new EventEmitter(), new EventEmitter(), new AbortController()];
    const study = { news, steps, stop, turns: on(steps, "go", { signal: stop.signal }) };
    this.#running.set(name, study);
    this.ended.push(this.#work(name, request.trials));
    return { name: studyIs(name) };
  }

  async resume(name: StudyName): Promise<void> {
    this.resumed.push(name);
  }

  async stop(name: string): Promise<void> {
    this.#running.get(name)?.stop.abort();
  }

  async *news(name: string, signal: AbortSignal): AsyncIterable<StudyNews> {
    const study = this.#running.get(name);
    if (!study) return;
    try {
      for await (const [item] of on(study.news, "news", { signal })) {
        yield item as StudyNews;
        if ((item as StudyNews).kind === "ended") return;
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  /** Lets a study make its next trial, and answers when it is recorded or the study has ended. */
  async next(name: string): Promise<void> {
    const study = this.#running.get(name)!;
    const done = new Promise<void>((resolve) => void study.steps.once("done", resolve));
    study.steps.emit("go");
    await done;
  }

  async #work(name: string, trials: number): Promise<void> {
    const { news, steps, stop, turns } = this.#running.get(name)!;
    const strategies = await run(this.#graph, listStrategies, { executableOnly: true });
    const tell = (item: StudyNews) => void news.emit("news", item);
    for (let number = 1; number <= trials && !stop.signal.aborted; number++) {
      const turn = await turns.next().catch(() => undefined); // rejects when the study is stopped
      if (!turn) break;
      tell({ kind: "progress", stage: "compress", done: 0.5, note: `trial ${number}` });
      const outcome = this.#measure(number);
      const scheme = [strategies[(number - 1) % strategies.length]!.id];
      await run(this.#graph, recordTrial, {
        study: name,
        number,
        scheme,
        ...("failure" in outcome
          ? { state: "failed" as const, failure: outcome.failure }
          : { ...completeFigures, ...outcome, validationAr: outcome.ar, accuracy: 0.9 * (1 + outcome.ar) }),
      });
      tell({ kind: "trial", number });
      if (number < trials) steps.emit("done");
    }
    await run(this.#graph, setStudyState, { name, state: stop.signal.aborted ? "stopped" : "done" });
    this.#running.delete(name);
    tell({ kind: "ended" });
    steps.emit("done");
  }

  /** Whether a study is in the graph, for tests of what a refused one leaves. */
  async holds(name: string): Promise<boolean> {
    return await run(this.#graph, showStudy, { name }).then(
      (rows) => rows.length > 0,
      () => false,
    );
  }
}
