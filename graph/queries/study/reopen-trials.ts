import { z } from "zod";
import { query } from "../../driver/query.ts";
import { GraphError } from "../../errors.ts";

/**
 * Takes back the trials of a study from one number on, so that they are made again when it goes
 * on: what a search chooses depends on all trials before. No row when a process runs it.
 *
 *   (:Trial {number})-[:IN_STUDY]->(:Study {name, state: "stopped"})
 */
export const reopenTrials = query({
  mode: "write",
  params: z.strictObject({ name: z.string(), from: z.int().positive(), staleSeconds: z.number().positive() }),
  row: z.object({ reopened: z.number() }),
  empty: ({ name }) =>
    new GraphError("conflict", `Study "${name}" is being run; stop it first: automc search stop ${name}`),
  cypher: `
    MATCH (study:Study {name: $name})
    SET study.claims = coalesce(study.claims, 0) + 1 // takes the write lock, so that the next lines see the last claim
    WITH study
    WHERE study.owner IS NULL OR study.heartbeat < datetime() - duration({seconds: toInteger($staleSeconds)})
    SET study.state = "stopped", study.failure = null, study.owner = null, study.heartbeat = null
    WITH study
    CALL (study) {
      MATCH (trial:Trial)-[:IN_STUDY]->(study)
      WHERE trial.number >= $from
      DETACH DELETE trial
      RETURN count(*) AS reopened
    }
    RETURN reopened`,
});
