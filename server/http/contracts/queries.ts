import { z } from "zod";
import { fieldFromText, type NamedQuery, namedQueries } from "../../../graph/index.ts";
import { contract } from "./contract.ts";

const inWords = z
  .object({
    name: z.string(),
    title: z.string().describe("what it answers"),
    description: z.string(),
    parameters: z.array(
      z.object({
        name: z.string(),
        type: z.string(),
        choices: z.array(z.string()),
        description: z.string(),
        needed: z.boolean(),
        default: z.union([z.string(), z.number()]).nullable(),
        example: z.union([z.string(), z.number()]).nullable(),
      }),
    ),
    columns: z.array(z.object({ name: z.string(), description: z.string() })),
  })
  .meta({ id: "NamedQuery" });

/** The library as data; each query's own address has the same in OpenAPI's words. */
export const listQueries = contract({
  path: "/api/v1/queries",
  id: "listQueries",
  tag: "queries",
  summary: "The named queries, each with its question, parameters and columns.",
  answer: z.object({ queries: z.array(inWords) }),
});

/** Each named query has an address, with its parameters and columns in the OpenAPI document. */
function contractOf(named: NamedQuery) {
  const fields = Object.entries(named.parameters).map(([name, field]) => [name, fieldFromText(field)]);
  return contract({
    path: `/api/v1/queries/${named.name}`,
    id: `query${named.name.replace(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase())}`,
    tag: "queries",
    summary: `${named.title} ${named.description}`,
    query: z.strictObject(Object.fromEntries(fields) as Record<string, z.ZodType>),
    failures: { graph: ["not_found", "query_timeout"] },
    answer: z.object({ rows: z.array(z.object(named.columns)) }),
  });
}

/** Each named query with its contract. */
export const askedQueries = namedQueries.map((named) => ({ named, contract: contractOf(named) }));
