import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { pino } from "pino";
import { Metrics } from "../../http/metrics.ts";
import { problemOf } from "../../http/problem.ts";
import { interruptible } from "../../interruption.ts";
import { Jobs } from "../../jobs/jobs.ts";
import { mcpServer } from "../../mcp/server.ts";
import { DetachedStudies } from "../../study/detached-processes.ts";
import { trainingLane } from "../../training/lane.ts";
import { version } from "../../version.ts";
import { inGraph, openSession } from "../session.ts";

/**
 * `automc mcp`: tools for an assistant on standard input and output, until that ends. Nothing but the protocol goes to
 * standard output. Studies that were started go on: each has a process of its own.
 */
export async function mcp(): Promise<void> {
  const session = openSession({ quiet: true });
  const { environment, home } = session.config;
  const log = pino({ level: "warn" }, process.stderr);
  const { signal, release } = interruptible();
  await inGraph(session, async (graph) => {
    const { artifacts } = session;
    const studies = new DetachedStudies({ graph, artifacts, environment, home });
    const jobs = new Jobs({ now: Date.now, describe: problemOf });
    const scratch = join(home, "served", randomUUID());
    const own = {
      graph,
      studies,
      jobs,

      artifacts,
      training: trainingLane(home, environment),
    };
    const deps = { ...own, home, scratch, environment, version, log, metrics: new Metrics() };
    const server = mcpServer({ deps, local: true });
    const transport = new StdioServerTransport();
    const ended = new Promise<void>((resolve) => {
      process.stdin.once("end", resolve);
      transport.onclose = resolve;
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
    await server.connect(transport);
    await ended;
    await server.close();
    await rm(scratch, { recursive: true, force: true });
  });
  release();
}
