import { z } from "zod";
import { readOnly } from "../../../graph/index.ts";
import { route } from "../route.ts";

export const cypher = route({
  method: "post",
  path: "/api/v1/cypher",
  id: "runCypher",
  tag: "knowledge",
  summary: "Runs a Cypher query that only reads.",
  body: z.strictObject({
    query: z.string().min(1).max(20_000),
    params: z.record(z.string(), z.unknown()).default({}),
    limit: z.int().min(1).max(10_000).default(1000).describe("the most rows; a query that returns more is refused"),
    timeoutMs: z.int().min(1).max(30_000).default(10_000).describe("the longest it may run"),
  }),
  failures: { graph: ["bad_query", "bad_params", "write_refused", "query_timeout", "result_too_large"] },
  answer: z.object({
    columns: z.array(z.string()),
    rows: z.array(z.record(z.string(), z.unknown())).describe("nodes as {id, labels, properties}, dates as ISO text"),
  }),
  handle: async ({ deps, body: { query, params, limit, timeoutMs } }) =>
    await readOnly(deps.graph, query, params, { maxRows: limit, timeoutMs }),
});
