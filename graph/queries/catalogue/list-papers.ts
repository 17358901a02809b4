import { z } from "zod";
import { query } from "../../driver/query.ts";

/**
 * Every paper with the methods it proposes and the number of results taken from it.
 *
 *   (:Paper)-[:PROPOSES]->(:Method)   (:Result)-[:REPORTED_IN]->(:Paper)
 */
export const listPapers = query({
  mode: "read",
  params: z.strictObject({}),
  row: z.object({
    id: z.string(),
    title: z.string(),
    year: z.number().nullable(),
    authors: z.array(z.string()).nullable(),
    methods: z.array(z.string()),
    results: z.number(),
  }),
  cypher: `
    MATCH (p:Paper)
    RETURN p.id AS id, p.title AS title, p.year AS year, p.authors AS authors,
           COLLECT { MATCH (p)-[:PROPOSES]->(m:Method) RETURN m.id ORDER BY m.id } AS methods,
           COUNT { (:Result)-[:REPORTED_IN]->(p) } AS results
    ORDER BY id`,
});
