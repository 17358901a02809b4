import { z } from "zod";
import { knowledgeOnly, listMethods, run } from "../../../graph/index.ts";
import { ServerError } from "../../errors.ts";
import { route } from "../route.ts";

const named = z.object({ id: z.string(), name: z.string() });

const method = z.object({
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
});

export const methods = route({
  method: "get",
  path: "/api/v1/methods",
  id: "listMethods",
  tag: "knowledge",
  summary: "Every compression method in the graph.",
  answer: z.object({ methods: z.array(method) }),
  handle: async ({ deps }) => ({ methods: (await run(deps.graph, listMethods, {})).map(withReason) }),
});

export const oneMethod = route({
  method: "get",
  path: "/api/v1/methods/{id}",
  id: "showMethod",
  tag: "knowledge",
  summary: "One compression method.",
  params: z.strictObject({ id: z.string().max(128) }),
  failures: { server: ["unknown_method"] },
  answer: method,
  async handle({ deps, params }) {
    const all = await run(deps.graph, listMethods, {});
    const found = all.find(({ id }) => id === params.id);
    if (!found) {
      const known = all.map(({ id }) => id).join(", ");
      throw new ServerError("unknown_method", `There is no method "${params.id}"; known: ${known || "none yet"}.`);
    }
    return withReason(found);
  },
});

function withReason<Row extends Parameters<typeof knowledgeOnly>[0]>(row: Row): Row & { knowledgeOnly: string | null } {
  return { ...row, knowledgeOnly: knowledgeOnly(row) };
}
