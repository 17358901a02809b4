import { z } from "zod";
import { query } from "../../driver/query.ts";
import { GraphError } from "../../errors.ts";

/**
 * Notes which vectors a study uses, for good: a study that goes on later goes on with the same.
 * Returns the run that counts.
 *
 *   (:Study {name, embeddingRun})
 */
export const pinEmbedding = query({
  mode: "write",
  params: z.strictObject({ study: z.string(), run: z.string() }),
  row: z.object({ run: z.string() }),
  empty: ({ study }) => new GraphError("not_found", `There is no study "${study}".`),
  cypher: `
    MATCH (study:Study {name: $study})
    SET study.embeddingRun = coalesce(study.embeddingRun, $run)
    RETURN study.embeddingRun AS run`,
});
