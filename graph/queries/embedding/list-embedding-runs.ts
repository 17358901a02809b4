import { z } from "zod";
import { query } from "../../driver/query.ts";
import { embeddingRunColumns, embeddingRunRow } from "../../rows/embedding-run.ts";

/**
 * All embedding runs, the latest first; the vectors on the entities are those of the one that is
 * `current`.
 */
export const listEmbeddingRuns = query({
  mode: "read",
  params: z.strictObject({}),
  row: embeddingRunRow.extend({ current: z.boolean() }),
  cypher: `
    MATCH (run:EmbeddingRun)
    RETURN ${embeddingRunColumns}, run.current AS current
    ORDER BY run.createdAt DESC, id`,
});
