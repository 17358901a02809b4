import { z } from "zod";
import { toJsonText } from "../../driver/json-text.ts";
import { query } from "../../driver/query.ts";

/**
 * Records an embedding run and makes it the current one, or, where `current` is false, leaves the
 * current one what it is; recording it again changes nothing.
 *
 *   (:EmbeddingRun {id, dim, seed, metrics, current, createdAt})
 */
export const recordEmbeddingRun = query({
  mode: "write",
  params: z.strictObject({
    id: z.string().min(1),
    dim: z.number().int().positive(),
    seed: z.number(),
    metrics: toJsonText(z.record(z.string(), z.unknown())),
    current: z.boolean().default(true),
  }),
  row: z.object({ id: z.string() }),
  cypher: `
    OPTIONAL MATCH (former:EmbeddingRun {current: true}) WHERE $current AND former.id <> $id
    SET former.current = false
    WITH count(former) AS former
    MERGE (run:EmbeddingRun {id: $id})
    ON CREATE SET run.createdAt = datetime(), run.current = false
    SET run.dim = $dim, run.seed = $seed, run.metrics = $metrics, run.current = run.current OR $current
    RETURN run.id AS id`,
});
