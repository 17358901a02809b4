import { z } from "zod";
import { fromJsonText } from "../json-text.ts";
import { query } from "../query.ts";

/** All embedding runs, the latest first; the vectors on the entities are those of the one that is `current`. */
export const listEmbeddingRuns = query({
  mode: "read",
  params: z.strictObject({}),
  row: z.object({
    id: z.string(),
    dim: z.number(),
    seed: z.number(),
    metrics: fromJsonText(z.record(z.string(), z.unknown())),
    createdAt: z.string(),
    current: z.boolean(),
  }),
  cypher: `
    MATCH (run:EmbeddingRun)
    RETURN run.id AS id, run.dim AS dim, run.seed AS seed, run.metrics AS metrics, toString(run.createdAt) AS createdAt, run.current AS current
    ORDER BY run.createdAt DESC, id`,
});
