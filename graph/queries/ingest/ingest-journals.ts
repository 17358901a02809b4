import { z } from "zod";
import { query } from "../../driver/query.ts";

/**
 * The journals of ingests from one place in their order on, packed: the ingest itself first, then
 * those that came later.
 *
 *   (:Ingest {position})-[:HAS_JOURNAL]->(:IngestJournal {part, bytes})
 */
export const journalsFrom = query({
  mode: "read",
  params: z.strictObject({ position: z.number(), atMost: z.number().int().positive().default(1_000_000) }),
  row: z.object({
    id: z.string(),
    kind: z.string(),
    files: z.array(z.string()),
    journal: z.array(z.instanceof(Int8Array)),
  }),
  cypher: `
    MATCH (ingest:Ingest) WHERE ingest.position >= $position
    WITH ingest ORDER BY ingest.position
    LIMIT toInteger($atMost)
    RETURN ingest.id AS id, ingest.kind AS kind, ingest.files AS files,
           COLLECT { MATCH (ingest)-[:HAS_JOURNAL]->(part:IngestJournal) RETURN part.bytes ORDER BY part.part } AS journal`,
});
