import { z } from "zod";
import { query } from "../../driver/query.ts";
import { ids } from "../../ids.ts";
import { settingsRow } from "../../rows/settings.ts";

/**
 * What is known of some strategies: settings, the method's techniques, and how trials of the
 * strategy alone went, at most three of them, highest AR first. Ids that name no strategy are
 * passed over.
 *
 *   (:Strategy)-[:OF_METHOD]->(:Method)-[:USES_TECHNIQUE]->(:Technique)
 *   (:Strategy)-[:WITH_SETTING]->(:Setting)
 *   (:Trial {ar, pr})-[:EVALUATES]->(:Scheme {id: strategy})   (:Trial)-[:ON_TASK]->(:Task)
 */
export const strategyDetails = query({
  mode: "read",
  params: z.strictObject({ ids: z.array(z.string()).max(1000) }),
  row: z.object({
    id: ids.strategy,
    methodId: z.string(),
    settings: settingsRow,
    techniques: z.array(z.object({ id: z.string(), name: z.string() })),
    measured: z.array(z.object({ ar: z.number(), pr: z.number().nullable(), taskId: z.string(), source: z.string() })),
  }),
  cypher: `
    UNWIND $ids AS wanted
    MATCH (s:Strategy {id: wanted})-[:OF_METHOD]->(m:Method)
    RETURN s.id AS id, m.id AS methodId,
           [(s)-[:WITH_SETTING]->(x:Setting) | x {.hyperparameter, .value}] AS settings,
           COLLECT { MATCH (m)-[:USES_TECHNIQUE]->(t:Technique) RETURN t {.id, name: coalesce(t.name, t.id)} ORDER BY t.id } AS techniques,
           COLLECT {
             MATCH (t:Trial)-[:EVALUATES]->(:Scheme {id: s.id}), (t)-[:ON_TASK]->(task:Task)
             WHERE t.ar IS NOT NULL
             RETURN {ar: t.ar, pr: t.pr, taskId: task.id, source: t.key} ORDER BY t.ar DESC, t.key LIMIT 3
           } AS measured`,
});
