import { z } from "zod";
import { ingestColumns, ingestRow } from "../../changes/record.ts";
import { query } from "../../driver/query.ts";

/**
 * Every change of knowledge that was not undone, the newest first.
 *
 *   (:Ingest {id, position, kind, at, files, sha256, added, changed, removed})
 */
export const listIngests = query({
  mode: "read",
  params: z.strictObject({}),
  row: ingestRow,
  cypher: `
    MATCH (ingest:Ingest)
    WITH ingest ORDER BY ingest.position DESC
    RETURN ${ingestColumns}`,
});
