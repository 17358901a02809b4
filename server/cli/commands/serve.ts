import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { pino } from "pino";
import { createApp } from "../../http/app.ts";
import { listen } from "../../http/listen.ts";
import { problemOf } from "../../http/problem.ts";
import { interruptible } from "../../interruption.ts";
import { Jobs } from "../../jobs/jobs.ts";
import { ensureNative } from "../../provision/provision.ts";
import { showProvisioning } from "../../provision/report.ts";
import { StudyProcesses } from "../../study/child-processes.ts";
import { trainingLane } from "../../training/lane.ts";
import { version } from "../../version.ts";
import { inGraph, openSession, print } from "../session.ts";

/** `automc serve`: the HTTP API until Ctrl-C. */
export async function serve(options: { port?: number; host?: string }): Promise<void> {
  const session = openSession();
  const { api, environment, home } = session.config;
  const where = { host: options.host ?? api.host, port: options.port ?? api.port };
  const { signal, release } = interruptible();
  await ensureNative(session.config, showProvisioning(session.progress));
  await inGraph(session, async (graph) => {
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
    const app = createApp({ ...own, home, scratch, environment, version, log, token: api.token });
    const server = await listen(app, { ...where, token: api.token });
    print(`AutoMC ${version} listens at ${server.address} (try ${server.address}/api/v1/methods; Ctrl-C ends it).`);
    if (!signal.aborted) await once(signal, "abort"); // it may have come while the server started
    await server.close();
    await Promise.all([studies.close(), jobs.close()]);
    await rm(scratch, { recursive: true, force: true });
  });
  release();
}
