import { randomUUID } from "node:crypto";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import express, { type RequestHandler, Router } from "express";
import { refuseForeignPages } from "../http/guard.ts";
import { HttpError } from "../http/problem.ts";
import type { ApiDependencies } from "../http/route.ts";
import { mcpServer } from "./server.ts";

const mostSessions = 50;
const idleMs = 30 * 60_000;

interface Session {
  transport: StreamableHTTPServerTransport;
  /** When it was last asked something, in milliseconds. */
  used: number;
}

/**
 * `/mcp`: our tools over Streamable HTTP, a session for each client, behind the same guards as the API. A session that is
 * idle for half an hour ends; of more than fifty the one that was idle longest.
 */
export function mcpRouter(deps: ApiDependencies): Router {
  const sessions = new Map<string, Session>();
  const end = (id: string) => {
    void sessions.get(id)?.transport.close();
    sessions.delete(id);
  };
  const tidy = () => {
    const oldest = [...sessions].sort(([, a], [, b]) => a.used - b.used);
    for (const [at, [id, { used }]] of oldest.entries())
      if (performance.now() - used > idleMs || sessions.size - at > mostSessions) end(id);
  };
  const handle: RequestHandler = async (request, response) => {
    tidy();
    const id = request.get("mcp-session-id");
    const session = id === undefined ? undefined : sessions.get(id);
    if (id !== undefined && !session)
      throw new HttpError("no_such_address", "This session has ended; begin a new one.");
    const transport = session?.transport ?? (await begin());
    if (session) session.used = performance.now();
    await transport.handleRequest(request, response, request.body);
  };
  const begin = async () => {
    const transport: StreamableHTTPServerTransport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => void sessions.set(id, { transport, used: performance.now() }),
      onsessionclosed: (id) => void sessions.delete(id),
    });
    await mcpServer({ deps, local: false }).connect(transport as never);
    return transport;
  };
  return Router().all("/", refuseForeignPages, express.json({ limit: "4mb" }), handle);
}
