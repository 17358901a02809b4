import { z } from "zod";
import { fromJsonText } from "../json-text.ts";
import { query } from "../query.ts";

/** The embedding run whose vectors the search uses: one row, or none before the first run. */
export const currentEmbeddingRun = query({
  mode: "read",
  params: z.strictObject({}),
  row: z.object({
    id: z.string(),
    dim: z.number(),
    seed: z.number(),
    metrics: fromJsonText(z.record(z.string(), z.unknown())),
    createdAt: z.string(),
    strategies: z.number(),
  }),
  cypher: `
    MATCH (run:EmbeddingRun {current: true})
    RETURN run.id AS id, run.dim AS dim, run.seed AS seed, run.metrics AS metrics, toString(run.createdAt) AS createdAt,
           COUNT { MATCH (s:Strategy) WHERE s.embeddingRun = run.id } AS strategies`,
});
