import { z } from "zod";
import { augmentations } from "../../../datasets/index.ts";
import { exportFormatNames, exportFormats } from "../../../graph/index.ts";
import { contract } from "./contract.ts";
import { listContract } from "./list-contract.ts";

const tag = "knowledge";
const count = z.int().nullable();
const number = z.number().nullable();

const step = z.object({ operator: z.string(), params: z.record(z.string(), z.unknown()) });

export const listStrategies = listContract({
  path: "/api/v1/strategies",
  id: "listStrategies",
  tag,
  summary: "Strategies (a method under one full choice of hyperparameters) by id, a page at a time.",
  rows: "strategies",
  row: z
    .object({
      id: z.string(),
      methodId: z.string(),
      settings: z.record(z.string(), z.union([z.number(), z.string()])).describe("hyperparameter to value"),
      executable: z.boolean(),
      knowledgeOnly: z.string().nullable().describe("why its method can't run; null when it can"),
      steps: z.array(step).nullable().describe("what would be run; null where the method cannot run"),
    })
    .meta({ id: "Strategy" }),
  key: "id",
  sort: ["id"],
  filter: {
    method: z.string().max(128).optional().describe("of this method only"),
    executable: z.enum(["true", "false"]).default("false").describe("true: only those that can run"),
  },
});

export const listPapers = listContract({
  path: "/api/v1/papers",
  id: "listPapers",
  tag,
  summary: "Every paper in the graph.",
  rows: "papers",
  row: z
    .object({
      id: z.string(),
      title: z.string(),
      year: z.int().nullable(),
      authors: z.array(z.string()).nullable(),
      methods: z.array(z.string()).describe("ids of the methods it proposes"),
      results: z.int().describe("how many results are taken from it"),
    })
    .meta({ id: "Paper" }),
  key: "id",
  sort: ["id", "year", "title", "results"],
  filter: {
    year: z.coerce.number().int().optional().describe("of this year only"),
    methods: z.string().max(128).optional().describe("only those that propose this method"),
  },
});

export const listTasks = listContract({
  path: "/api/v1/tasks",
  id: "listTasks",
  tag,
  summary: "Every compression task (a network on a data set) with its features, null where unknown.",
  rows: "tasks",
  row: z
    .object({
      id: z.string(),
      features: z.object({
        categories: count,
        imageSize: count,
        channels: count,
        dataAmount: count.describe("images in all"),
        parameters: count,
        flops: number.describe("2 x multiply-adds"),
        accuracy: number.describe("of the uncompressed model, fraction"),
      }),
      datasetId: z.string(),
      networkId: z.string(),
      results: z.int(),
      trials: z.int(),
    })
    .meta({ id: "Task" }),
  key: "id",
  sort: ["id", "results", "trials"],
  filter: {
    id: z.string().max(256).optional().describe("this task only"),
    datasetId: z.string().max(128).optional().describe("on this data set only"),
    networkId: z.string().max(128).optional().describe("of this network only"),
  },
});

export const listDatasets = listContract({
  path: "/api/v1/datasets",
  id: "listDatasets",
  tag,
  summary: "The data sets that can be opened, and whether they are here.",
  rows: "datasets",
  row: z
    .object({
      name: z.string(),
      title: z.string(),
      classes: z.array(z.string()),
      shape: z.array(z.int()).describe("height, width, channels"),
      images: z.object({ train: z.int(), test: z.int() }).describe("validation comes out of train"),
      source: z.string(),
      licence: z.string().describe("empty where the one who added it did not say"),
      augmentation: z.enum(augmentations).describe("how training images are varied where nothing else is said"),
      own: z.boolean().describe("whether it was added here"),
      citation: z.string(),
      downloadBytes: z.int().describe("0 where it comes with the package"),
      present: z.boolean(),
      howToGet: z.string().nullable(),
    })
    .meta({ id: "Dataset" }),
  key: "name",
  sort: ["name"],
  filter: {
    present: z.enum(["true", "false"]).optional().describe("only those that are here, or only those that are not"),
  },
});

export const runCypher = contract({
  method: "post",
  path: "/api/v1/cypher",
  id: "runCypher",
  tag,
  summary: "Runs a Cypher query that only reads.",
  body: z.strictObject({
    query: z.string().min(1).max(20_000),
    params: z.record(z.string(), z.unknown()).default({}),
    limit: z
      .int()
      .min(1)
      .max(10_000)
      .default(1000)
      .describe("the most rows; what a query returns beyond it is left out"),
    timeoutMs: z.int().min(1).max(30_000).default(10_000).describe("the longest it may run"),
  }),
  failures: {
    graph: ["bad_query", "bad_params", "write_refused", "query_timeout", "result_too_large", "too_many_readers"],
  },
  answer: z.object({
    columns: z.array(z.string()),
    rows: z.array(z.record(z.string(), z.unknown())).describe("nodes as {id, labels, properties}, dates as ISO text"),
    truncated: z.boolean().describe("whether the query returns more rows than the limit; those are left out"),
    warnings: z.array(z.string()).describe("what Neo4j remarks, such as a label that is not in the graph"),
  }),
});

const flag = z.enum(["true", "false"]).default("false");

export const exportGraph = contract({
  path: "/api/v1/graph/export",
  id: "exportGraph",
  tag,
  summary:
    "A part of the graph as graphology JSON, GraphML or JSON-LD (ML-Schema): about methods, about a task, near a node, or all.",
  query: z
    .strictObject({
      format: z.enum(exportFormatNames).default("graphology"),
      methods: z.string().max(4_000).optional().describe("ids of methods, with commas between"),
      task: z.string().max(256).optional().describe("a task's id"),
      around: z
        .string()
        .max(1_000)
        .optional()
        .describe("a node to begin at: Method:NS, or an id that only one kind has"),
      hops: z.coerce.number().int().min(0).max(20).default(1).describe("how many relationships away from it"),
      strategies: flag.describe("true: all strategies too, thousands of a method"),
      vectors: flag.describe("true: learned vectors too"),
    })
    .refine(
      ({ methods, task, around }) => [methods, task, around].filter((each) => each !== undefined).length <= 1,
      "give methods, a task or a node to begin at, only one of them",
    ),
  failures: { graph: ["not_found", "bad_params", "result_too_large", "query_timeout"] },
  answer: { documents: exportFormatNames.map((name) => exportFormats[name].mediaType) },
});
