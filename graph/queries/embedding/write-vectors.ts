import { z } from "zod";
import { query } from "../../driver/query.ts";
import { entityLabels } from "../../vocabulary.ts";

/**
 * Writes the vectors that an embedding run learned onto their entities, with the run's id beside
 * them.
 *
 *   (:Strategy | :Method | :Hyperparameter | :Setting | :Technique {id, vector, embeddingRun})
 *
 * Returns how many were written: an entity that is not in the graph is passed over.
 */
export const writeVectors = query({
  mode: "write",
  params: z.strictObject({
    run: z.string(),
    vectors: z.array(z.object({ label: z.enum(entityLabels), id: z.string(), vector: z.array(z.number()) })),
  }),
  row: z.object({ written: z.number() }),
  cypher: `
    UNWIND $vectors AS row
    CALL (row) {
${entityLabels.map((label) => `      WITH row WHERE row.label = "${label}" MATCH (n:${label} {id: row.id}) USING INDEX n:${label}(id) RETURN n`).join("\n      UNION ALL\n")}
    }
    SET n.vector = row.vector, n.embeddingRun = $run
    RETURN count(n) AS written`,
});
