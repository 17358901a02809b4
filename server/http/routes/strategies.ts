import { z } from "zod";
import { knowledgeOnly, listStrategies, run } from "../../../graph/index.ts";
import { route } from "../route.ts";

const step = z.object({ operator: z.string(), params: z.record(z.string(), z.unknown()) });

const strategy = z.object({
  id: z.string(),
  methodId: z.string(),
  settings: z.record(z.string(), z.union([z.number(), z.string()])).describe("hyperparameter to value"),
  executable: z.boolean(),
  knowledgeOnly: z.string().nullable().describe("why its method can't run; null when it can"),
  steps: z.array(step).nullable().describe("what would be run; null where the method cannot run"),
});

export const strategies = route({
  method: "get",
  path: "/api/v1/strategies",
  id: "listStrategies",
  tag: "knowledge",
  summary: "Strategies (a method under one full choice of hyperparameters) by id, a page at a time.",
  query: z.strictObject({
    method: z.string().max(128).optional().describe("of this method only"),
    executable: z.enum(["true", "false"]).default("false").describe("true: only those that can run"),
    limit: z.coerce.number().int().min(1).max(1000).default(100).describe("how many to return"),
    offset: z.coerce.number().int().min(0).max(10_000_000).default(0).describe("how many to pass over"),
  }),
  answer: z.object({
    strategies: z.array(strategy),
    next: z.int().nullable().describe("offset of the next page; null on the last"),
  }),
  async handle({ deps, query: { method, executable, limit, offset } }) {
    const found = await run(deps.graph, listStrategies, {
      methodId: method ?? null,
      executableOnly: executable === "true",
      skip: offset,
      atMost: limit + 1, // one more: is there a next page?
    });
    const page = found.slice(0, limit).map(({ missingOperators, ...row }) => ({
      ...row,
      knowledgeOnly: knowledgeOnly({ ...row, missingOperators }),
    }));
    return { strategies: page, next: found.length > limit ? offset + limit : null };
  },
});
