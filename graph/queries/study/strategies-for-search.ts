import { z } from "zod";
import { fromJsonText, stepSchema } from "../../driver/json-text.ts";
import { query } from "../../driver/query.ts";
import { ids } from "../../ids.ts";
import { settingsRow } from "../../rows/settings.ts";

/**
 * The strategies that can run, with their steps and, where the current embedding run has one, their
 * vector.
 *
 *   (:Strategy {executable: true})-[:OF_METHOD]->(:Method)
 *   (:Strategy)-[:WITH_SETTING]->(:Setting)   (:EmbeddingRun {current: true})
 *
 * `methodIds` keeps only these methods; null keeps all. A vector of an earlier run comes as null.
 */
export const strategiesForSearch = query({
  mode: "read",
  params: z.strictObject({ methodIds: z.array(z.string()).nullable().default(null) }),
  row: z.object({
    id: ids.strategy,
    methodId: z.string(),
    settings: settingsRow,
    steps: fromJsonText(z.array(stepSchema)),
    vector: z
      .array(z.number())
      .nullable()
      .transform((vector) => (vector === null ? null : Float32Array.from(vector))),
  }),
  cypher: `
    OPTIONAL MATCH (run:EmbeddingRun {current: true})
    WITH run.id AS run
    MATCH (s:Strategy {executable: true})-[:OF_METHOD]->(m:Method)
    WHERE $methodIds IS NULL OR m.id IN $methodIds
    RETURN s.id AS id, m.id AS methodId, s.steps AS steps,
           [(s)-[:WITH_SETTING]->(x:Setting) | x {.hyperparameter, .value}] AS settings,
           CASE WHEN s.embeddingRun = run THEN s.vector END AS vector
    ORDER BY id`,
});
