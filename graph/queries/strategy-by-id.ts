import { z } from "zod";
import { fromJsonText, stepSchema } from "../json-text.ts";
import { query } from "../query.ts";

/**
 * One strategy with its steps, which are null where an operator does not exist; no row when there is no such strategy.
 *
 *   (:Strategy {id, steps})-[:OF_METHOD]->(:Method {missingOperators})
 */
export const strategyById = query({
  mode: "read",
  params: z.strictObject({ id: z.string() }),
  row: z.object({
    id: z.string(),
    methodId: z.string(),
    steps: fromJsonText(z.array(stepSchema)).nullable(),
    missingOperators: z.array(z.string()),
  }),
  cypher: `
    MATCH (s:Strategy {id: $id})-[:OF_METHOD]->(m:Method)
    RETURN s.id AS id, m.id AS methodId, CASE WHEN s.executable THEN s.steps END AS steps,
           m.missingOperators AS missingOperators`,
});
