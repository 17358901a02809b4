import { once } from "node:events";
import type { Graph } from "../../../graph/index.ts";
import { interruptible } from "../../interruption.ts";
import { ensureNative } from "../../provision/provision.ts";
import { showProvisioning } from "../../provision/report.ts";
import { version } from "../../version.ts";
import { startServer } from "../api-server.ts";
import { openPage } from "../open-page.ts";
import { inGraph, openSession, print } from "../session.ts";

/** A caller of the API is told to come back when the graph does not answer; threads for readers are kept ready. */
const use = { patienceMs: 15_000, spareReaders: 2 };

/** `automc serve`: the page and the HTTP API until Ctrl-C. */
export async function serve(options: { port?: number; host?: string; open?: boolean }): Promise<void> {
  const session = openSession();
  const { api } = session.config;
  const { signal, release } = interruptible();
  await ensureNative(session.config, showProvisioning(session.progress));
  const work = async (graph: Graph) => {
    const where = { host: options.host ?? api.host, port: options.port ?? api.port };
    const server = await startServer(session, graph, where);
    print(`AutoMC ${version} listens at ${server.address} (the page; /openapi.json has the API; Ctrl-C ends it).`);
    if (options.open) openPage(server.address);
    if (!signal.aborted) await once(signal, "abort"); // it may have come while the server started
    await server.close();
  };
  await inGraph(session, work, use);
  release();
}
