import { z } from "zod";
import { contract } from "./contract.ts";
import { listContract } from "./list-contract.ts";

const named = z.object({ id: z.string(), name: z.string() });

const method = z
  .object({
    id: z.string(),
    name: z.string(),
    executable: z.boolean().describe("whether every operator of its steps exists, so that the search may propose it"),
    knowledgeOnly: z.string().nullable().describe("why it can't run; null when it can"),
    missingOperators: z.array(z.string()),
    notes: z.array(z.string()),
    strategies: z.int().describe("how many: one per full choice of hyperparameters"),
    hyperparameters: z.array(
      named.extend({ unit: z.string().nullable(), values: z.array(z.union([z.number(), z.string()])) }),
    ),
    techniques: z.array(named),
    papers: z.array(z.object({ id: z.string(), title: z.string() })),
    results: z.int().describe("how many published results are of it"),
  })
  .meta({ id: "Method" });

const tag = "knowledge";

export const listMethods = listContract({
  path: "/api/v1/methods",
  id: "listMethods",
  tag,
  summary: "Every compression method in the graph.",
  rows: "methods",
  row: method,
  key: "id",
  sort: ["id", "name", "strategies", "results"],
  filter: {
    executable: z.enum(["true", "false"]).optional().describe("only those that can run, or only those that can't"),
    techniques: z.string().max(128).optional().describe("only those that use this technique"),
    papers: z.string().max(256).optional().describe("only those of this paper"),
  },
});

export const showMethod = contract({
  path: "/api/v1/methods/{id}",
  id: "showMethod",
  tag,
  summary: "One compression method.",
  params: z.strictObject({ id: z.string().max(128) }),
  failures: { server: ["unknown_method"] },
  answer: method,
});
