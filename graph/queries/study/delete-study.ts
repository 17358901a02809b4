import { z } from "zod";
import { query } from "../../driver/query.ts";
import { GraphError } from "../../errors.ts";

/**
 * Deletes a study with its trials, and returns how many it had. Nothing is deleted while it is `alive`: it waits or
 * runs, and its process was heard of within a minute. Nor where it is `needed`: by the studies that learned from it and
 * are not done, as a resume of them needs its trials.
 *
 *   (:Trial)-[:IN_STUDY]->(:Study {name, state, heartbeat, earlier})
 */
export const deleteStudy = query({
  mode: "write",
  params: z.strictObject({ name: z.string() }),
  row: z.object({ trials: z.number(), alive: z.boolean(), needed: z.array(z.string()) }),
  empty: ({ name }) => new GraphError("not_found", `There is no study "${name}".`),
  cypher: `
    MATCH (study:Study {name: $name})
    SET study.claims = coalesce(study.claims, 0) + 1 // takes the write lock, so that the next lines see the last claim
    WITH study, study.state IN ["queued", "running"]
      AND coalesce(study.heartbeat, study.createdAt) > datetime() - duration({minutes: 1}) AS alive, COUNT { (:Trial)-[:IN_STUDY]->(study) } AS trials, COLLECT {
      MATCH (later:Study) WHERE later.state <> "done" AND later.earlier CONTAINS '{"name":"' + $name + '",'
      RETURN later.name ORDER BY later.name
    } AS needed
    CALL (study, alive, needed) {
      WITH study WHERE NOT alive AND size(needed) = 0
      OPTIONAL MATCH (trial:Trial)-[:IN_STUDY]->(study)
      DETACH DELETE trial
      WITH DISTINCT study
      DETACH DELETE study
    }
    RETURN trials, alive, needed`,
});

/**
 * Deletes the schemes that no trial evaluates, nor a scheme that goes on from them.
 *
 *   (:Trial)-[:EVALUATES]->(:Scheme)-[:EXTENDS]->(:Scheme)
 */
export const deleteUnusedSchemes = query({
  mode: "write",
  params: z.strictObject({}),
  row: z.object({ deleted: z.number() }),
  cypher: `
    MATCH (scheme:Scheme)
    WHERE scheme.length > 0 AND NOT EXISTS { (:Trial)-[:EVALUATES]->(:Scheme)-[:EXTENDS*0..]->(scheme) }
    DETACH DELETE scheme
    RETURN count(*) AS deleted`,
});
