import { z } from "zod";
import { exportFormatNames, exportFormats, readSubgraph } from "../../../graph/index.ts";
import { documentRoute } from "../route.ts";

const flag = z.enum(["true", "false"]).default("false");

export const graphExport = documentRoute({
  path: "/api/v1/graph/export",
  id: "exportGraph",
  tag: "knowledge",
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
  async handle({ deps, query: { format, methods, task, around, hops, strategies, vectors } }) {
    const selection = {
      ...(methods !== undefined && { methods: methods.split(",") }),
      ...(task !== undefined && { task }),
      ...(around !== undefined && { around: { node: around, hops } }),
    };
    const options = {
      strategies: strategies === "true",
      vectors: vectors === "true",
      mostNodes: 50_000,
      timeoutMs: 30_000,
    };
    const part = await readSubgraph(deps.graph, selection, options);
    const { mediaType, write } = exportFormats[format];
    return { mediaType, text: await write(part) };
  },
});
