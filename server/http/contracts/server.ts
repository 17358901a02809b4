import { z } from "zod";
import { contract } from "./contract.ts";

const tag = "server";
const failures = { graph: ["unreachable"] } as const;

/** Whether this server and its graph respond. */
export const health = contract({
  path: "/healthz",
  id: "health",
  tag,
  summary: "Whether the server and its graph respond; 503 if the graph does not.",
  failures,
  answer: z.object({ status: z.literal("ok"), version: z.string() }),
});

/** Whether this server can do its work. */
export const ready = contract({
  path: "/readyz",
  id: "ready",
  tag,
  summary: "Whether the server can take work: its graph responds, and what it makes can be stored; 503 if not.",
  failures: { graph: ["unreachable"], server: ["not_ready"] },
  answer: z.object({ status: z.literal("ready"), version: z.string() }),
});

/** What the server counts, for Prometheus. */
export const metrics = contract({
  path: "/metrics",
  id: "metrics",
  tag,
  summary: "Requests by operation, studies and jobs by state, and memory, as Prometheus reads them.",
  failures,
  answer: { documents: ["text/plain"] },
});
