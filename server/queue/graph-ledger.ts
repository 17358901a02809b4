import {
  cancelEvaluation,
  commitEvaluation,
  evaluationStates,
  type Graph,
  giveBackEvaluation,
  leaseEvaluation,
  nextEvaluation,
  openEvaluation,
  renewEvaluation,
  run,
  runOne,
  schemeId,
  type WorkerAbilities,
} from "../../graph/index.ts";
import { type Clock, systemClock } from "../clock.ts";
import type { StageProgress } from "../progress.ts";
import { compressJob } from "../training/jobs.ts";
import {
  type Asked,
  type Lease,
  type Ledger,
  leaseMs,
  type ModelsOnTheMove,
  mostAttempts,
  type Outcome,
  type Setback,
  type Standing,
  type Wanted,
} from "./contract.ts";

const lookEveryMs = 500;

/** The record of evaluations in Neo4j; all that is compared, is compared there, in one transaction. */
export class GraphLedger implements Ledger, Asked {
  readonly #graph: Graph;
  readonly #forMs: number;
  readonly #clock: Clock;

  constructor(graph: Graph, { forMs = leaseMs, clock = systemClock }: { forMs?: number; clock?: Clock } = {}) {
    this.#graph = graph;
    this.#forMs = forMs;
    this.#clock = clock;
  }

  async open(wanted: Wanted, askedBy: string, again = false): Promise<Pick<Standing, "state" | "token">> {
    const { key, job, device, engine, dataset, files } = wanted;
    return await runOne(this.#graph, openEvaluation, {
      ...{ key, device, engine, dataset, askedBy, again },
      job: JSON.stringify(job),
      scheme: schemeId(job.scheme),
      original: job.original,
      files: files && JSON.stringify(files),
    });
  }

  async cancel(key: string, askedBy: string): Promise<void> {
    await run(this.#graph, cancelEvaluation, { key, askedBy });
  }

  async standings(keys: readonly string[]): Promise<Standing[]> {
    const rows = await run(this.#graph, evaluationStates, { keys: [...keys] });
    return rows.map(({ outcome, failure, failureCode, progress, ...row }) => ({
      ...row,
      outcome: outcome === null ? null : (JSON.parse(outcome) as Outcome),
      failure: failure === null ? null : { reason: failure, code: failureCode ?? "job_failed" },
      progress: progress === null ? null : (JSON.parse(progress) as StageProgress),
    }));
  }

  async lease(worker: WorkerAbilities, key?: string, signal?: AbortSignal): Promise<Lease | "unfit" | undefined> {
    if (key !== undefined) return await this.#leaseOne(worker, key);
    const { owner: _, ...abilities } = worker;
    for (;;) {
      signal?.throwIfAborted();
      const [next] = await run(this.#graph, nextEvaluation, abilities);
      const lease = next && (await this.#leaseOne(worker, next.key));
      if (lease && lease !== "unfit") return lease;
      if (!signal) return undefined;
      if (!next) await this.#clock.sleep(lookEveryMs, signal);
    }
  }

  async #leaseOne(worker: WorkerAbilities, key: string): Promise<Lease | "unfit" | undefined> {
    const asked = { ...worker, key, forMs: this.#forMs, most: mostAttempts };
    const [row] = await run(this.#graph, leaseEvaluation, asked);
    if (row?.state === "unfit") return "unfit";
    if (row?.state !== "leased") return undefined;
    const { token, attempts, job, files } = row;
    return {
      ...{ key, token, attempts },
      job: compressJob.parse(JSON.parse(job)),
      files: files === null ? null : (JSON.parse(files) as ModelsOnTheMove),
    };
  }

  async renew({ key, token }: Lease, progress?: StageProgress): Promise<"held" | "cancelled" | "lost"> {
    const said = progress ? JSON.stringify(progress) : null;
    const [row] = await run(this.#graph, renewEvaluation, { key, token, forMs: this.#forMs, progress: said });
    if (!row) return "lost";
    return row.cancel ? "cancelled" : "held";
  }

  async commit({ key, token }: Lease, outcome: Outcome): Promise<boolean> {
    const rows = await run(this.#graph, commitEvaluation, { key, token, outcome: JSON.stringify(outcome) });
    return rows.length > 0;
  }

  async giveBack({ key, token }: Lease, setback?: Setback): Promise<void> {
    await run(this.#graph, giveBackEvaluation, { key, token, most: mostAttempts, setback: setback ?? null });
  }
}
