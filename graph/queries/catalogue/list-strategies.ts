import { z } from "zod";
import { fromJsonText, stepSchema } from "../../driver/json-text.ts";
import { query } from "../../driver/query.ts";
import { ids } from "../../ids.ts";
import { settingsRow } from "../../rows/settings.ts";

/**
 * Strategies by id, a page at a time; of one method, or of all when `methodId` is null.
 *
 *   (:Strategy)-[:OF_METHOD]->(:Method)   (:Strategy)-[:WITH_SETTING]->(:Setting)
 *
 * `steps` is null where the method cannot run; what it lacks is in `missingOperators` (see
 * `knowledgeOnly`).
 */
export const listStrategies = query({
  mode: "read",
  params: z.strictObject({
    methodId: z.string().nullable().default(null),
    executableOnly: z.boolean().default(false),
    /** Those that follow this id in the order. */
    after: z.string().nullable().default(null),
    down: z.boolean().default(false),
    atMost: z.number().int().positive().max(10_000).default(100),
  }),
  row: z.object({
    id: ids.strategy,
    methodId: z.string(),
    settings: settingsRow,
    executable: z.boolean(),
    missingOperators: z.array(z.string()),
    steps: fromJsonText(z.array(stepSchema)).nullable(),
  }),
  cypher: `
    MATCH (s:Strategy)-[:OF_METHOD]->(m:Method)
    WHERE ($methodId IS NULL OR m.id = $methodId) AND (s.executable OR NOT $executableOnly)
      AND ($after IS NULL OR CASE WHEN $down THEN s.id < $after ELSE s.id > $after END)
    WITH s, m ORDER BY CASE WHEN $down THEN s.id END DESC, s.id LIMIT toInteger($atMost)
    RETURN s.id AS id, m.id AS methodId, [(s)-[:WITH_SETTING]->(x:Setting) | x {.hyperparameter, .value}] AS settings,
           s.executable AS executable, m.missingOperators AS missingOperators, s.steps AS steps
    ORDER BY CASE WHEN $down THEN id END DESC, id`,
});
