import { z } from "zod";
import { query } from "../../driver/query.ts";

/**
 * Every method with what it is made of and whether it can run.
 *
 *   (:Paper)-[:PROPOSES]->(:Method)-[:HAS_HYPERPARAMETER]->(:Hyperparameter)-[:OFFERS]->(:Setting)
 *   (:Strategy)-[:OF_METHOD]->(:Method)-[:USES_TECHNIQUE]->(:Technique)
 *
 * A method is executable when its card has steps and every operator they name exists;
 * `missingOperators` are those that do not. `results` counts what papers report of it.
 */
export const listMethods = query({
  mode: "read",
  params: z.strictObject({}),
  row: z.object({
    id: z.string(),
    name: z.string(),
    executable: z.boolean(),
    missingOperators: z.array(z.string()),
    notes: z.array(z.string()),
    strategies: z.number(),
    hyperparameters: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        unit: z.string().nullable(),
        values: z.array(z.union([z.number(), z.string()])),
      }),
    ),
    techniques: z.array(z.object({ id: z.string(), name: z.string() })),
    papers: z.array(z.object({ id: z.string(), title: z.string() })),
    results: z.number(),
  }),
  cypher: `
    MATCH (m:Method)
    RETURN m.id AS id, m.name AS name, m.executable AS executable, m.missingOperators AS missingOperators, m.notes AS notes,
           COUNT { (:Strategy)-[:OF_METHOD]->(m) } AS strategies,
           COLLECT { MATCH (m)-[has:HAS_HYPERPARAMETER]->(h:Hyperparameter)
                     RETURN h {.id, .name, unit: h.unit, values: COLLECT {
                       MATCH (h)-[offers:OFFERS]->(x:Setting) RETURN x.value ORDER BY offers.position }} ORDER BY has.position } AS hyperparameters,
           COLLECT { MATCH (m)-[:USES_TECHNIQUE]->(t:Technique) RETURN t {.id, .name} ORDER BY t.id } AS techniques,
           COLLECT { MATCH (p:Paper)-[:PROPOSES]->(m) RETURN p {.id, .title} ORDER BY p.id } AS papers,
           COUNT { (:Result)-[:OF_METHOD]->(m) } AS results
    ORDER BY id`,
});
