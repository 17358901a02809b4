import { z } from "zod";
import { listTasks, run } from "../../../graph/index.ts";
import { route } from "../route.ts";

const count = z.int().nullable();

const task = z.object({
  id: z.string(),
  features: z.object({
    categories: count,
    imageSize: count,
    channels: count,
    dataAmount: count.describe("images in all"),
    parameters: count,
    flops: z.number().nullable().describe("2 x multiply-adds"),
    accuracy: z.number().nullable().describe("of the uncompressed model, fraction"),
  }),
  datasetId: z.string(),
  networkId: z.string(),
  results: z.int(),
  trials: z.int(),
});

export const tasks = route({
  method: "get",
  path: "/api/v1/tasks",
  id: "listTasks",
  tag: "knowledge",
  summary: "Every compression task (a network on a data set) with its features, null where unknown.",
  answer: z.object({ tasks: z.array(task) }),
  handle: async ({ deps }) => ({ tasks: await run(deps.graph, listTasks, {}) }),
});
