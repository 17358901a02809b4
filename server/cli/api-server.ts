import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { pino } from "pino";
import type { Graph } from "../../graph/index.ts";
import { createApp } from "../http/app.ts";
import { type Listening, listen } from "../http/listen.ts";
import { Metrics } from "../http/metrics.ts";
import { problemOf } from "../http/problem.ts";
import { Jobs } from "../jobs/jobs.ts";
import { mcpRouter } from "../mcp/http.ts";
import { StudyProcesses } from "../study/child-processes.ts";
import { trainingLane } from "../training/lane.ts";
import { version } from "../version.ts";
import { builtPage } from "./built-page.ts";
import type { Session } from "./session.ts";

/**
 * The page and the HTTP API of a graph, listening; the page is built first where its sources have
 * changed. To close it ends the studies and jobs that were begun through it, in order.
 *
 * @throws BadInput where the address can't be had, see `listen`.
 */
export async function startServer(
  session: Session,
  graph: Graph,
  where: { host: string; port: number },
): Promise<Listening> {
  const { api, environment, home } = session.config;
  const page = await builtPage(session);
  const log = pino({ level: "info" }, process.stderr);
  const studies = new StudyProcesses({
    graph,
    artifacts: session.artifacts,
    environment,
    log: (sentence) => log.info(sentence),
  });
  const jobs = new Jobs({ now: Date.now, describe: problemOf });
  const scratch = join(home, "served", randomUUID());
  const own = { graph, studies, jobs, artifacts: session.artifacts, training: trainingLane(home, environment) };
  const served = { home, scratch, environment, version, log, page, token: api.token };
  const deps = { ...own, ...served, metrics: new Metrics() };
  const app = createApp(deps, { "/mcp": mcpRouter(deps) });
  const server = await listen(app, { ...where, token: api.token });
  const close = async () => {
    await server.close();
    await Promise.all([studies.close(), jobs.close()]);
    await rm(scratch, { recursive: true, force: true });
  };
  return { address: server.address, close };
}
