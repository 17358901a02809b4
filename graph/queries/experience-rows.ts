import { z } from "zod";
import { query } from "../query.ts";
import { settingsRow } from "../settings-row.ts";
import { taskFeatures } from "../task-features.ts";
import { shareOfParameters } from "../vocabulary.ts";

/**
 * How far a result's PR may be from the share of parameters that a strategy asks for, so that the result can be the strategy's: as far
 * as the AutoMC paper's own rows "at 40 %" are from 0.4 (0.3621 to 0.4174).
 */
export const reachOfPr = 0.04;

/** The parameters that `usable` needs. */
export const usableParams = z
  .strictObject({})
  .transform(() => ({ shareOfParameters, reach: reachOfPr + 1e-9 /* 0.04 - 0 is less than 0.40 - 0.36 in binary */ }));

/**
 * Cypher that goes on from `(r:Result)-[:OF_METHOD]->(m:Method)` and tells what keeps the result from teaching NN_exp, as `why`: null
 * where nothing does. Beside it `deduced`, the settings that follow from the PR, and `offered`, whether strategies ask for the result's share.
 *
 * A strategy's share of parameters (a hyperparameter in x P(M), HP2 in Table 1) is the PR it is to reach. So a result that does not state
 * it is of the offered share nearest its PR; where none is near, it is of no strategy's share, and speaks of what the method does at another one.
 */
export const usable = `
    WITH r, m, CASE WHEN r.pr IS NULL THEN [] ELSE COLLECT {
      MATCH (m)-[:HAS_HYPERPARAMETER]->(h:Hyperparameter {unit: $shareOfParameters})
      WHERE NOT EXISTS { (r)-[:WITH_SETTING]->(:Setting {hyperparameter: h.id}) }
      RETURN COLLECT {
        MATCH (h)-[:OFFERS]->(x:Setting) WHERE abs(x.value - r.pr) <= $reach
        RETURN x {.hyperparameter, .value} ORDER BY abs(x.value - r.pr), x.value LIMIT 1
      }
    } END AS shares
    WITH r, m, shares, CASE
      WHEN m IS NULL THEN "ofAlgorithm"
      WHEN NOT EXISTS { (:Strategy)-[:OF_METHOD]->(m) } THEN "methodWithoutStrategies"
      WHEN r.ar IS NULL THEN "withoutAr"
      WHEN r.pr IS NULL THEN "withoutPr"
      WHEN r.variant IS NOT NULL THEN "variant"
    END AS why, [share IN shares WHERE size(share) > 0 | share[0]] AS deduced, all(share IN shares WHERE size(share) > 0) AS offered`;

/**
 * Published results that NN_exp can learn from (paper, section 3.3.1): those of a method with strategies, with both AR and PR, run as
 * the method says; measured trials are not among them. `experienceLeftOut` counts the others.
 *
 *   (:Result {ar, pr})-[:OF_METHOD]->(:Method)   (:Result)-[:WITH_SETTING]->(:Setting)
 *   (:Result)-[:ON_TASK]->(:Task)                (:Result)-[:REPORTED_IN {locator}]->(:Paper)
 *
 * `settings` holds what the source states, and the share of parameters that follows from the PR (see `usable`). `share` is the PR asked for: by
 * the setting, by the source's own target, or else the PR that was reached. Where it is none that strategies ask for, `offered` is false. Of the task's features the
 * accuracy is that of the row's own baseline, and a size that the task does not know is taken from there too: no two baselines are mixed.
 */
export const experienceRows = query({
  mode: "read",
  params: usableParams,
  row: z.object({
    methodId: z.string(),
    settings: settingsRow,
    task: taskFeatures,
    ar: z.number(),
    pr: z.number(),
    share: z.number(),
    offered: z.boolean(),
    source: z.string(),
    paper: z.string(),
    taskId: z.string(),
  }),
  cypher: `
    MATCH (r:Result)-[:OF_METHOD]->(m:Method)
    ${usable}
    WHERE why IS NULL
    MATCH (r)-[:ON_TASK]->(task:Task), (r)-[reported:REPORTED_IN]->(p:Paper)
    WITH r, m, task, p, reported, offered, deduced + [(r)-[:WITH_SETTING]->(x:Setting) | x {.hyperparameter, .value}] AS settings
    RETURN m.id AS methodId, settings,
           task {.categories, .imageSize, .channels, .dataAmount,
             parameters: coalesce(task.parameters, r.baseParameters), flops: coalesce(task.flops, r.baseFlops),
             accuracy: coalesce(r.baseAccuracy, task.accuracy)} AS task,
           r.ar AS ar, r.pr AS pr, offered, coalesce(COLLECT {
             MATCH (m)-[:HAS_HYPERPARAMETER]->(h:Hyperparameter {unit: $shareOfParameters})
             UNWIND [x IN settings WHERE x.hyperparameter = h.id | x.value] AS asked
             RETURN asked
           }[0], r.target, r.pr) AS share, p.id + ", " + reported.locator AS source, p.id AS paper, task.id AS taskId
    ORDER BY r.id`,
});
