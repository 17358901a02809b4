import { z } from "zod";
import { query } from "../query.ts";
import { settingsRow } from "../settings-row.ts";
import { featuresOfTask, taskFeatures } from "../task-features.ts";

/**
 * Published results that NN_exp can learn from (paper, section 3.3.1): those of a method, with both AR and PR.
 *
 *   (:Result {ar, pr})-[:OF_METHOD]->(:Method)   (:Result)-[:WITH_SETTING]->(:Setting)
 *   (:Result)-[:ON_TASK]->(:Task)                (:Result)-[:REPORTED_IN {locator}]->(:Paper)
 *
 * `settings` holds only what the source states. Measured trials are not among them.
 */
export const experienceRows = query({
  mode: "read",
  params: z.strictObject({}),
  row: z.object({
    methodId: z.string(),
    settings: settingsRow,
    task: taskFeatures,
    ar: z.number(),
    pr: z.number(),
    source: z.string(),
  }),
  cypher: `
    MATCH (r:Result)-[:OF_METHOD]->(m:Method), (r)-[:ON_TASK]->(task:Task), (r)-[reported:REPORTED_IN]->(p:Paper)
    WHERE r.ar IS NOT NULL AND r.pr IS NOT NULL
    RETURN m.id AS methodId, [(r)-[:WITH_SETTING]->(x:Setting) | x {.hyperparameter, .value}] AS settings,
           task ${featuresOfTask} AS task, r.ar AS ar, r.pr AS pr, p.id + ", " + reported.locator AS source
    ORDER BY r.id`,
});
