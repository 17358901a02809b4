import { z } from "zod";
import { query } from "../../driver/query.ts";

/**
 * Takes the record of an ingest away, after what it did was undone in the same transaction.
 *
 *   (:Ingest {id})-[:HAS_JOURNAL]->(:IngestJournal)
 */
export const forgetIngest = query({
  mode: "write",
  bookkeeping: true,
  params: z.strictObject({ id: z.string() }),
  row: z.object({ id: z.string() }),
  cypher: `
    MATCH (ingest:Ingest {id: $id})
    CALL (ingest) {
      MATCH (ingest)-[:HAS_JOURNAL]->(part:IngestJournal)
      DETACH DELETE part
    }
    DELETE ingest
    RETURN $id AS id`,
});
