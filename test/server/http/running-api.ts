import { mkdtempSync, rmSync } from "node:fs";
import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import type { Graph } from "../../../graph/index.ts";
import { Artifacts } from "../../../server/artifacts/store.ts";
import { createApp } from "../../../server/http/app.ts";
import { listen } from "../../../server/http/listen.ts";
import { Metrics } from "../../../server/http/metrics.ts";
import { problemOf } from "../../../server/http/problem.ts";
import type { ApiDependencies } from "../../../server/http/route.ts";
import { Jobs } from "../../../server/jobs/jobs.ts";

/** A real server on a free loopback port. */
export interface RunningApi {
  address: string;
  get(path: string, headers?: Record<string, string>): Promise<{ status: number; body: never; response: Response }>;
  post(
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: never; response: Response }>;
  log: string[];
  close(): Promise<void>;
}

/** What an API works with, in a test: nothing is trained unless `more` says how. */
export function apiDependencies(
  graph: Graph,
  studies: ApiDependencies["studies"],
  { home = "/nonexistent", ...more }: Partial<ApiDependencies>,
  log: string[] = [],
): ApiDependencies {
  return {
    graph,
    studies,
    artifacts: new Artifacts(home),
    jobs: new Jobs({ now: Date.now, describe: problemOf }),

    metrics: new Metrics(),
    training: () => Promise.reject(new Error("This test trains nothing.")),
    home,
    scratch: join(home, "served"),
    environment: process.env,
    version: "0.0.0-test",
    log: pino({ level: "error" }, { write: (line: string) => void log.push(line) }),
    ...more,
  };
}

export async function startApi(
  graph: Graph,
  studies: ApiDependencies["studies"],
  more: Partial<ApiDependencies> = {},
  mounted: Parameters<typeof createApp>[1] = {},
): Promise<RunningApi> {
  const home = mkdtempSync(join(tmpdir(), "automc-api-"));
  const log: string[] = [];
  const app = createApp(apiDependencies(graph, studies, { home, ...more }, log), mounted);
  const server = await listen(app, { host: "127.0.0.1", port: 0, token: more.token });
  const ask = async (path: string, init: RequestInit) => {
    const response = await fetch(server.address + path, init);
    const text = await response.text();
    return { status: response.status, body: (text ? JSON.parse(text) : undefined) as never, response };
  };
  return {
    address: server.address,
    log,
    get: async (path, headers = {}) => await ask(path, { headers }),
    post: async (path, body, headers = {}) =>
      await ask(path, {
        method: "POST",
        headers: body === undefined ? headers : { "content-type": "application/json", ...headers },
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      }),
    async close() {
      await server.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** A request with headers that `fetch` would not send. */
export async function rawRequest(
  address: string,
  path: string,
  headers: Record<string, string>,
  method = "GET",
): Promise<{ status: number; headers: IncomingHttpHeaders; body: string }> {
  return await new Promise((resolve, reject) => {
    const asked = httpRequest(address + path, { method, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("end", () =>
        resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(parts).toString() }),
      );
    });
    asked.on("error", reject).end();
  });
}
