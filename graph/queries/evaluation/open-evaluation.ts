import { z } from "zod";
import { query } from "../../driver/query.ts";
import { evaluationState } from "../../rows/evaluation.ts";

/**
 * Asks for an evaluation, and returns where it stands. One that was asked for before stays as it is,
 * with one asker more; one that failed or was cancelled is open again, and with `again` so is one
 * that is done.
 *
 *   (:Evaluation {key, state, job, scheme, original, device, engine, dataset, files, askedBy, token, attempts})
 *
 * `job`, `files` and the outcome are JSON text, which the graph does not look into.
 */
export const openEvaluation = query({
  mode: "write",
  bookkeeping: true,
  params: z
    .strictObject({
      key: z.string().min(1),
      job: z.string(),
      scheme: z.string(),
      original: z.string(),
      device: z.string().min(1),
      engine: z.int(),
      dataset: z.string(),
      files: z.string().nullable(),
      askedBy: z.string().min(1),
      again: z.boolean().default(false),
    })
    .transform(({ key, askedBy, again, files, ...about }) => ({ key, askedBy, again, files, about })),
  row: z.object({ state: evaluationState, token: z.number() }),
  cypher: `
    MERGE (e:Evaluation {key: $key})
    ON CREATE SET e += $about, e.state = "open", e.token = 0, e.attempts = 0, e.commits = 0, e.memoryMb = 0,
                  e.askedBy = [], e.openedAt = datetime()
    SET e.locked = coalesce(e.locked, 0) + 1 // takes the write lock, so that the next lines see the last commit
    WITH e
    SET e.askedBy = [asker IN e.askedBy WHERE asker <> $askedBy] + $askedBy, e.cancelRequested = null,
        e.files = coalesce($files, e.files)
    FOREACH (_ IN CASE WHEN e.state IN ["failed", "cancelled"] OR ($again AND e.state = "done") THEN [1] ELSE [] END |
      SET e.state = "open", e.attempts = 0, e.failure = null, e.failureCode = null, e.outcome = null)
    RETURN e.state AS state, e.token AS token`,
});
