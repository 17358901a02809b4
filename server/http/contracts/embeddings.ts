import { z } from "zod";
import { contract } from "./contract.ts";
import { started } from "./jobs.ts";
import { listContract } from "./list-contract.ts";

const tag = "embeddings";

const embeddingRun = z
  .object({
    id: z.string(),
    createdAt: z.string(),
    dim: z.int(),
    seed: z.int(),
    current: z.boolean().describe("whether its vectors are on the entities"),
    stale: z.boolean().describe("whether the graph is another than it learned from"),
    earlier: z.boolean().describe("whether an earlier version learned it, in another way"),
    kept: z.boolean().describe("whether its vectors are stored here"),
    metrics: z.record(z.string(), z.unknown()),
  })
  .meta({ id: "EmbeddingRun" });

export const listEmbeddings = listContract({
  path: "/api/v1/embeddings",
  id: "listEmbeddings",
  tag,
  summary: "The embedding runs, the latest first.",
  rows: "embeddings",
  row: embeddingRun,
  key: "id",
  sort: ["createdAt", "seed", "dim"],
  down: true,
  filter: { current: z.enum(["true", "false"]).optional().describe("true: only the current one") },
});

export const trainEmbedding = contract({
  ...started,
  path: "/api/v1/embeddings",
  id: "trainEmbedding",
  tag,
  summary: "Learns vectors of today's knowledge and makes them the current ones; a job.",
  body: z.strictObject({
    seed: z.int().min(0).max(2_147_483_647).default(1),
    epochs: z.int().min(1).max(10_000).optional(),
  }),
});

export const useEmbedding = contract({
  method: "post",
  path: "/api/v1/embeddings/{id}/use",
  id: "useEmbedding",
  tag,
  summary: "Makes an earlier run the current one.",
  params: z.strictObject({ id: z.string().max(128) }),
  failures: { server: ["no_embedding"] },
  answer: embeddingRun,
});

const outcome = z.object({ ar: z.number(), pr: z.number().nullable(), source: z.string() });

export const nearestStrategies = contract({
  path: "/api/v1/embeddings/nearest",
  id: "nearestStrategies",
  tag,
  summary: "The strategies whose current vectors point most nearly the same way, and why.",
  query: z.strictObject({
    strategy: z.string().max(1_000).describe("a strategy's id"),
    limit: z.coerce.number().int().min(1).max(100).default(10),
  }),
  failures: { server: ["bad_request", "no_embedding"] },
  answer: z.object({
    rows: z.array(
      z.object({
        id: z.string(),
        similarity: z.number().describe("(1 + cosine) / 2"),
        methodId: z.string(),
        knowledgeOnly: z.string().nullable(),
        sameMethod: z.boolean(),
        sharedSettings: z.array(z.string()),
        otherSettings: z.array(z.string()),
        sharedTechniques: z.array(z.string()),
        published: z.array(outcome),
        measured: z.array(outcome.extend({ taskId: z.string() })),
      }),
    ),
  }),
});

export const mapEmbedding = contract({
  path: "/api/v1/embeddings/map",
  id: "mapEmbedding",
  tag,
  summary:
    "Places of the strategies in the plane, near where their current vectors are near (their two first principal components).",
  failures: { server: ["no_embedding"] },
  answer: z.object({
    run: z.string(),
    explained: z.array(z.number()).describe("fraction of the vectors' variance along x and along y"),
    columns: z.array(z.string()),
    values: z
      .array(z.array(z.union([z.number(), z.string()])))
      .describe("one array for each column, with one value for each strategy"),
  }),
});
