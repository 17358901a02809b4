import { z } from "zod";
import { ingestColumns, ingestRow } from "../../changes/record.ts";
import { query } from "../../driver/query.ts";

/**
 * The ingests whose id begins like this: one row, none, or several when the beginning is too short.
 *
 *   (:Ingest {id})
 */
export const ingestsById = query({
  mode: "read",
  params: z.strictObject({ beginning: z.string().min(1) }),
  row: ingestRow,
  cypher: `
    MATCH (ingest:Ingest)
    WHERE ingest.id STARTS WITH $beginning
    RETURN ${ingestColumns}
    ORDER BY ingest.position`,
});
