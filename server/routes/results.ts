import { z } from "zod";
import { listResults, run } from "../../graph/index.ts";
import { route } from "../route.ts";

const number = z.number().nullable();

const result = z.object({
  id: z.string(),
  methodId: z.string().nullable().describe("null for a result of a search algorithm"),
  algorithm: z.string().nullable(),
  settings: z.record(z.string(), z.union([z.number(), z.string()])).describe("only what the source states"),
  taskId: z.string(),
  accuracy: number.describe("fraction"),
  baseAccuracy: number.describe("of the uncompressed model, fraction"),
  ar: number.describe("accuracy increase rate, fraction; follows from the accuracies"),
  printedAr: number.describe("the same as the source prints it"),
  pr: number.describe("parameter reduction rate, fraction"),
  fr: number.describe("FLOPs reduction rate, fraction"),
  parameters: number,
  flops: number,
  flags: z.array(z.string()).describe("what is doubtful about it"),
  source: z.string().describe("paper and place in it"),
});

export const results = route({
  method: "get",
  path: "/api/v1/results",
  id: "listResults",
  tag: "knowledge",
  summary: "Published results, with where each stands.",
  query: z.strictObject({
    task: z.string().max(256).optional().describe("on this task only"),
    method: z.string().max(128).optional().describe("of this method only"),
  }),
  answer: z.object({ results: z.array(result) }),
  handle: async ({ deps, query: { task, method } }) => ({
    results: await run(deps.graph, listResults, { taskId: task ?? null, methodId: method ?? null }),
  }),
});
