import { z } from "zod";
import { query } from "../../driver/query.ts";
import { ids } from "../../ids.ts";

/**
 * The vector of every strategy that the current embedding run knows, by id; no rows before the
 * first run.
 *
 *   (:EmbeddingRun {current: true})   (:Strategy {vector, embeddingRun})-[:OF_METHOD]->(:Method)
 */
export const strategyVectors = query({
  mode: "read",
  params: z.strictObject({}),
  row: z.object({
    id: ids.strategy,
    methodId: z.string(),
    vector: z.array(z.number()).transform((vector) => Float32Array.from(vector)),
  }),
  cypher: `
    MATCH (run:EmbeddingRun {current: true})
    MATCH (s:Strategy)-[:OF_METHOD]->(m:Method) WHERE s.embeddingRun = run.id
    RETURN s.id AS id, m.id AS methodId, s.vector AS vector
    ORDER BY id`,
});
