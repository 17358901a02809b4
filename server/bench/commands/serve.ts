import { randomInt } from "node:crypto";
import type { Connection } from "../../../graph/index.ts";
import { initGraph } from "../../../ingest/index.ts";
import { openSession, print, printJson, type Session } from "../../cli/session.ts";
import { table } from "../../cli/terminal.ts";
import { ServerError } from "../../errors.ts";
import { ingestAbilities } from "../../papers/ingest-options.ts";
import { versions } from "../../provision/versions.ts";
import { randomness } from "../../randomness.ts";
import { version } from "../../version.ts";
import { inFreshGraph } from "../fresh-graph.ts";
import { type Load, loadServer, type Read } from "../load-server.ts";
import { thisMachine } from "../report.ts";
import { serveApart } from "../served-apart.ts";
import { listenToStudy } from "../study-listeners.ts";
import { writeSyntheticStudies } from "../synthetic-studies.ts";

interface ServeOptions {
  clients: number;
  listeners: number;
  seconds: number;
  trials: number;
  seed: number;
  json: boolean;
}

/**
 * `automc bench serve MODEL`: what clients of the API wait for while a study trains, and others
 * follow it. There is no peer.
 */
export async function benchServe(model: string, options: ServeOptions): Promise<void> {
  const { clients, listeners, seconds, trials, seed, json } = options;
  const session = openSession({ quiet: json });
  await session.artifacts.resolveModel(model);
  const task = session.progress.begin(`${clients} clients for ${seconds} s`, 2);
  const measured = await inFreshGraph(session, async (graph, connection) => {
    await initGraph(graph, ingestAbilities);
    await writeSyntheticStudies(graph, { studies: 1, trials, seed }, ({ done, total }) =>
      task.update(done / total, "filling the graph"),
    );
    task.update(1, "reading");
    return await underLoad(session, connection, model, {
      ...{ clients, seconds, listeners },
      random: randomness(seed)("load"),
      known: `synthetic-${seed}-0`,
    });
  });
  task.end();
  const report = {
    name: "serve",
    unit: "milliseconds of a read, the 95th percentile",
    lowerIsBetter: true,
    ours: {
      value: measured.all.p95,
      version: `AutoMC ${version}, Neo4j ${versions.neo4j}, Node ${process.versions.node}`,
    },
    peers: [],
    ...measured,
    sizes: { clients, listeners, seconds, trials },
    seeds: [seed],
    machine: thisMachine(),
  };
  if (json) return printJson(report);
  const whole = (ms: number) => Math.round(ms);
  print(
    table(
      ["read", "requests", "p50, ms", "p95, ms", "p99, ms"],
      [...measured.byRead, measured.all].map(({ name, requests, p50, p95, p99 }) => {
        return [name, requests, whole(p50), whole(p95), whole(p99)];
      }),
    ),
  );
  const failed = Object.entries(measured.errors).map(([what, count]) => `${count} × ${what}`);
  print(`${measured.perSecond.toFixed(0)} reads a second; errors: ${failed.join(", ") || "none"}.`);
  const { heard, made } = measured;
  print(
    `Meanwhile a study made ${made} trials; of ${heard.listeners} listeners each heard ${heard.trials.join(" to ")} trials and ${heard.progress.join(" to ")} steps of progress (the fewest to the most), ${heard.broken} were cut off.`,
  );
  const { ours, machine, sizes } = report;
  print(
    `Sizes: ${JSON.stringify(sizes)}; seed ${seed}; ${ours.version}; ${machine.cpu}, ${machine.cores} cores, ${machine.platform}.`,
  );
}

/** A server on this graph, a study of the model, listeners of it, and clients that read. */
async function underLoad(
  { config }: Session,
  { uri, username, password }: Connection,
  model: string,
  { listeners, known, ...load }: Load & { listeners: number; known: string },
) {
  const own = { NEO4J_URI: uri, NEO4J_USERNAME: username, NEO4J_PASSWORD: password, AUTOMC_TOKEN: undefined };
  const server = await serveApart({ ...config.environment, ...own });
  try {
    const { address } = server;
    // What was run before would be remembered, and nothing would train: no two runs have one seed.
    const request = { name: "under-load", model, trials: 10_000, target: 0.1, seed: randomInt(2 ** 31 - 1) };
    await post(`${address}/api/v1/studies`, request);
    const listening = listenToStudy(address, request.name, listeners);
    await listening.begun;
    const measured = await loadServer(address, readsOf(known, request.name), load);
    const { trials: made } = (await (await fetch(`${address}/api/v1/studies/${request.name}`)).json()) as {
      trials: number;
    };
    return { ...measured, heard: await listening.stop(), made };
  } finally {
    await server.close();
  }
}

/** What the page and programs read, about as often as they do; the last is the longest answer there is. */
function readsOf(known: string, running: string): Read[] {
  const cypher = "MATCH (r:Result)-[:OF_METHOD]->(m:Method) WHERE r.pr > 0.3 RETURN m.id AS method, max(r.ar) AS ar";
  return [
    { name: "page", path: "/studies", weight: 4 },
    { name: "one study", path: `/api/v1/studies/${running}`, weight: 4 },
    { name: "list of studies", path: "/api/v1/studies", weight: 2 },
    { name: "100 trials", path: `/api/v1/studies/${known}/trials?from=50&limit=100`, weight: 3 },
    { name: "methods", path: "/api/v1/methods", weight: 2 },
    { name: "one method", path: "/api/v1/methods/NS", weight: 3 },
    { name: "100 results", path: "/api/v1/results?limit=100", weight: 2 },
    { name: "tasks", path: "/api/v1/tasks", weight: 2 },
    { name: "search by words", path: "/api/v1/queries/find?text=pruning", weight: 3 },
    { name: "leaderboard", path: "/api/v1/queries/best-by-task?task=resnet56%2Fcifar10", weight: 3 },
    { name: "neighbours", path: "/api/v1/graph/export?around=Method%3ANS&hops=1&format=graphology", weight: 1 },
    { name: "Cypher", path: "/api/v1/cypher", body: { query: cypher }, weight: 2 },
    { name: "all points of a study", path: `/api/v1/studies/${known}/points`, weight: 1 },
  ];
}

async function post(address: string, body: object): Promise<void> {
  const response = await fetch(address, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new ServerError("bad_request", `The study can't begin: ${await response.text()}`);
}
