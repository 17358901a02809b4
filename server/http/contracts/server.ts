import { z } from "zod";
import { contract } from "./contract.ts";

/** Whether this server and its graph respond. */
export const health = contract({
  path: "/healthz",
  id: "health",
  tag: "server",
  summary: "Whether the server and its graph respond; 503 if the graph does not.",
  failures: { graph: ["unreachable"] },
  answer: z.object({ status: z.literal("ok"), version: z.string() }),
});
