import { z } from "zod";
import { readOnly } from "../../../graph/index.ts";
import { route } from "../route.ts";

/** Whether this server and its graph respond. */
export const health = route({
  method: "get",
  path: "/healthz",
  id: "health",
  tag: "server",
  summary: "Whether the server and its graph respond; 503 if the graph does not.",
  failures: { graph: ["unreachable"] },
  answer: z.object({ status: z.literal("ok"), version: z.string() }),
  async handle({ deps }) {
    await readOnly(deps.graph, "RETURN 1 AS one", {}, { timeoutMs: 2000, maxRows: 1 });
    return { status: "ok" as const, version: deps.version };
  },
});
