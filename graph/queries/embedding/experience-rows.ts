import { z } from "zod";
import { query } from "../../driver/query.ts";
import { settingsRow } from "../../rows/settings.ts";
import { taskFeatures } from "../../rows/task-features.ts";
import { shareOfParameters } from "../../vocabulary.ts";
import { whyLeftOut } from "./experience-left-out.ts";

/**
 * How far a result's PR may be from the share of parameters that a strategy asks for, so that the
 * result can be the strategy's: as far as the AutoMC paper's own rows "at 40 %" are from 0.4
 * (0.3621 to 0.4174).
 */
const reachOfPr = 0.04;

/**
 * Published results that NN_exp can learn from (paper, section 3.3.1): those of a method with
 * strategies, with both AR and PR, run as the method says; measured trials are not among them.
 * `experienceLeftOut` counts the others.
 *
 *   (:Result {ar, pr, target})-[:OF_METHOD]->(:Method)-[:HAS_HYPERPARAMETER]->(:Hyperparameter {unit: "x P(M)"})-[:OFFERS]->(:Setting)
 *   (:Result)-[:WITH_SETTING]->(:Setting)   (:Result)-[:ON_TASK]->(:Task)
 *   (:Result)-[:REPORTED_IN {locator}]->(:Paper)
 *
 * A strategy's share of parameters (a hyperparameter in x P(M), HP2 in Table 1) is the PR it is to
 * reach. So a result that does not state it is of the offered share nearest its PR, and `settings`
 * holds that beside what the source states; where none is near, it is of no strategy's share
 * (`offered` is false), and speaks of what the method does at another one. `share` is the PR asked
 * for: by the setting, by the source's own target, or else the PR that was reached.
 *
 * Of the task's features the accuracy is that of the row's own baseline, and a size that the task
 * does not know is taken from there too: no two baselines are mixed.
 */
export const experienceRows = query({
  mode: "read",
  params: z.strictObject({}).transform(() => ({
    shareOfParameters,
    reach: reachOfPr + 1e-9 /* 0.04 - 0 is less than 0.40 - 0.36 in binary */,
  })),
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
    WHERE ${whyLeftOut} IS NULL
    MATCH (r)-[:ON_TASK]->(task:Task), (r)-[reported:REPORTED_IN]->(p:Paper)
    WITH r, m, task, p, reported, [(r)-[:WITH_SETTING]->(x:Setting) | x {.hyperparameter, .value}] AS stated
    WITH *, COLLECT {
      MATCH (m)-[:HAS_HYPERPARAMETER]->(h:Hyperparameter {unit: $shareOfParameters})
      RETURN coalesce([x IN stated WHERE x.hyperparameter = h.id][0], COLLECT {
        MATCH (h)-[:OFFERS]->(x:Setting) WHERE abs(x.value - r.pr) <= $reach
        RETURN x {.hyperparameter, .value} ORDER BY abs(x.value - r.pr), x.value LIMIT 1
      }[0])
    } AS shares
    WITH *, [x IN shares WHERE x IS NOT NULL] AS known
    RETURN m.id AS methodId, known + stated AS settings,
           task {.categories, .imageSize, .channels, .dataAmount,
             parameters: coalesce(task.parameters, r.baseParameters), flops: coalesce(task.flops, r.baseFlops),
             accuracy: coalesce(r.baseAccuracy, task.accuracy)} AS task,
           r.ar AS ar, r.pr AS pr, coalesce(known[0].value, r.target, r.pr) AS share, size(known) = size(shares) AS offered,
           p.id + ", " + reported.locator AS source, p.id AS paper, task.id AS taskId
    ORDER BY r.id`,
});
