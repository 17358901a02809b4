import { z } from "zod";
import { query } from "../../driver/query.ts";

/** The place of the next ingest in their order, and the time: one row. */
export const nextIngest = query({
  mode: "read",
  params: z.strictObject({}),
  row: z.object({ position: z.number(), at: z.string() }),
  cypher: `
    OPTIONAL MATCH (ingest:Ingest)
    RETURN coalesce(max(ingest.position), 0) + 1 AS position, toString(datetime.transaction()) AS at`,
});

/**
 * Writes down what an ingest did, in the transaction that did it. It is no knowledge itself, so it
 * does not count among the changes.
 *
 *   (:Ingest {id, position, kind, at, files, sha256, merged, added, changed, removed})-[:HAS_JOURNAL]->(:IngestJournal {id, part, bytes})
 */
export const recordIngest = query({
  mode: "write",
  bookkeeping: true,
  params: z.strictObject({
    id: z.string(),
    position: z.number(),
    kind: z.string(),
    at: z.string(),
    files: z.array(z.string()),
    sha256: z.array(z.string()),
    merged: z.string().nullable(),
    added: z.string(),
    changed: z.string(),
    removed: z.string(),
    journal: z.array(z.instanceof(Int8Array)),
  }),
  row: z.object({ id: z.string() }),
  cypher: `
    CREATE (ingest:Ingest {
      id: $id, position: $position, kind: $kind, at: datetime($at), files: $files, sha256: $sha256, merged: $merged, added: $added, changed: $changed, removed: $removed
    })
    WITH ingest
    CALL (ingest) {
      UNWIND range(0, size($journal) - 1) AS part
      CREATE (ingest)-[:HAS_JOURNAL]->(:IngestJournal {id: $id + "/" + part, part: part, bytes: $journal[part]})
    }
    RETURN ingest.id AS id`,
});
