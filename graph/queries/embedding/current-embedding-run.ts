import { z } from "zod";
import { query } from "../../driver/query.ts";
import { embeddingRunColumns, embeddingRunRow } from "../../rows/embedding-run.ts";

/** The embedding run whose vectors the search uses: one row, or none before the first run. */
export const currentEmbeddingRun = query({
  mode: "read",
  params: z.strictObject({}),
  row: embeddingRunRow.extend({ strategies: z.number() }),
  cypher: `
    MATCH (run:EmbeddingRun {current: true})
    RETURN ${embeddingRunColumns},
           COUNT { MATCH (s:Strategy) WHERE s.embeddingRun = run.id } AS strategies`,
});
