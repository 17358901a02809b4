import { z } from "zod";
import { query } from "../../driver/query.ts";
import { ids } from "../../ids.ts";

/**
 * The strategies whose current vectors point most nearly the same way as a given one's, nearest
 * first, itself excluded.
 *
 *   vector index strategy_vector over (:Strategy {vector, embeddingRun})
 *   (:EmbeddingRun {current: true})
 *
 * `similarity` is (1 + cosine) / 2: 1 is the same direction. No rows when the strategy has no
 * vector of the current run.
 */
export const nearestStrategies = query({
  mode: "read",
  params: z.strictObject({ strategyId: z.string(), atMost: z.number().int().positive().max(1000).default(10) }),
  row: z.object({
    id: ids.strategy,
    similarity: z.number(),
    methodId: z.string(),
    executable: z.boolean(),
    missingOperators: z.array(z.string()),
  }),
  cypher: `
    MATCH (run:EmbeddingRun {current: true})
    MATCH (s:Strategy {id: $strategyId, embeddingRun: run.id})
    CALL db.index.vector.queryNodes("strategy_vector", toInteger($atMost) + 1, s.vector) YIELD node, score
    WHERE node <> s AND node.embeddingRun = run.id
    MATCH (node)-[:OF_METHOD]->(m:Method)
    RETURN node.id AS id, score AS similarity, m.id AS methodId, node.executable AS executable, m.missingOperators AS missingOperators
    ORDER BY similarity DESC, id
    LIMIT toInteger($atMost)`,
});
