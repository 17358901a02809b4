import { z } from "zod";
import { fromJsonText, stepSchema } from "../../driver/json-text.ts";
import { query } from "../../driver/query.ts";
import { ids } from "../../ids.ts";

/**
 * One strategy with its steps, which are null where it cannot run, and what its method lacks to run
 * (see `knowledgeOnly`); no row when there is no such strategy.
 *
 *   (:Strategy {id, steps})-[:OF_METHOD]->(:Method {missingOperators})
 */
export const strategyById = query({
  mode: "read",
  params: z.strictObject({ id: z.string() }),
  row: z.object({
    id: ids.strategy,
    methodId: z.string(),
    executable: z.boolean(),
    steps: fromJsonText(z.array(stepSchema)).nullable(),
    missingOperators: z.array(z.string()),
  }),
  cypher: `
    MATCH (s:Strategy {id: $id})-[:OF_METHOD]->(m:Method)
    RETURN s.id AS id, m.id AS methodId, s.executable AS executable, CASE WHEN s.executable THEN s.steps END AS steps,
           m.missingOperators AS missingOperators`,
});
