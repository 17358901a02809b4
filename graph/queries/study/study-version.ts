import { z } from "zod";
import { query } from "../../driver/query.ts";

/**
 * What names the trials of a study as they are now, without reading them: trials come one after the other, and are
 * taken back from the last one on, so how many there are and when the last was recorded say which they are. Null where
 * they are not numbered so; no row for an unknown study.
 *
 *   (:Trial {key, recordedAt})-[:IN_STUDY]->(:Study {name, createdAt})
 */
export const studyVersion = query({
  mode: "read",
  params: z.strictObject({ study: z.string() }),
  row: z.object({ version: z.string().nullable() }),
  cypher: `
    MATCH (study:Study {name: $study})
    WITH study, COUNT { (study)<-[:IN_STUDY]-() } AS trials
    OPTIONAL MATCH (last:Trial {key: $study + '#' + trials})
    RETURN CASE WHEN trials = 0 OR last IS NOT NULL THEN
      toString(study.createdAt) + ' ' + trials + ' ' + coalesce(toString(last.recordedAt), '')
    END AS version`,
});
