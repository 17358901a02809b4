import { spawn } from "node:child_process";
import { mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Graph, run, runOne, type StudyName, setStudyState, showStudy } from "../../graph/index.ts";
import type { Artifacts } from "../artifacts/store.ts";
import type { Environment } from "../config.ts";
import { askToStop } from "./ask-to-stop.ts";
import { prepareStudy } from "./prepare.ts";
import type { StudyRequest } from "./request.ts";
import type { StudyNews, StudyRunner } from "./runner.ts";

const entryPoint = fileURLToPath(new URL("../automc.mjs", import.meta.url));

/**
 * Studies that go on when this process is gone, however it ended: each is an `automc search resume`
 * of its own. What it writes is in `AUTOMC_HOME/studies/NAME.log`; news of it comes from the graph
 * alone.
 */
export class DetachedStudies implements StudyRunner {
  readonly #graph: Graph;
  readonly #artifacts: Artifacts;
  readonly #environment: Environment;
  readonly #logs: string;

  constructor(o: { graph: Graph; artifacts: Artifacts; environment: Environment; home: string }) {
    this.#graph = o.graph;
    this.#artifacts = o.artifacts;
    this.#environment = o.environment;
    this.#logs = join(o.home, "studies");
  }

  async start(request: StudyRequest): Promise<{ name: StudyName }> {
    const { name } = await prepareStudy({ graph: this.#graph, artifacts: this.#artifacts }, request);
    await this.#run(name);
    return { name };
  }

  async resume(name: StudyName): Promise<void> {
    const { state } = await runOne(this.#graph, showStudy, { name });
    if (state === "running") return;
    await run(this.#graph, setStudyState, { name, state: "queued", failure: null });
    await this.#run(name);
  }

  async stop(name: StudyName): Promise<void> {
    await askToStop(this.#graph, name);
  }

  /** None: no process of this server runs the studies. */
  async *news(): AsyncIterable<StudyNews> {}

  async #run(name: StudyName): Promise<void> {
    await mkdir(this.#logs, { recursive: true, mode: 0o700 });
    const path = join(this.#logs, `${name}.log`);
    const log = await open(path, "w", 0o600);
    try {
      const child = spawn(process.execPath, [entryPoint, "search", "resume", name], {
        env: this.#environment as NodeJS.ProcessEnv,
        stdio: ["ignore", log.fd, log.fd],
        detached: true,
      });
      child.on("error", ({ message }) => void this.#settle(name, message));
      child.on("exit", (code) => void (code !== 0 && this.#settle(name, `see ${path}`)));
      child.unref();
    } finally {
      await log.close();
    }
  }

  /** A process that ended without a word leaves its study queued: that it failed is recorded there. */
  async #settle(name: StudyName, why: string): Promise<void> {
    try {
      const { state } = await runOne(this.#graph, showStudy, { name });
      if (state !== "queued") return;
      await run(this.#graph, setStudyState, { name, state: "failed", failure: `Its process ended early: ${why}` });
    } catch {
      // The graph is gone too, and with it whoever would read this.
    }
  }
}
