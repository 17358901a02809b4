import { z } from "zod";
import { query } from "../../driver/query.ts";
import { settingsRow } from "../../rows/settings.ts";

const number = z.number().nullable();
const text = z.string().nullable();

/**
 * Published results, filtered by task and by method (null takes all).
 *
 *   (:Result)-[:ON_TASK]->(:Task)   (:Result)-[:REPORTED_IN {locator}]->(:Paper)
 *   (:Result)-[:OF_METHOD]->(:Method)
 *
 * A result of a search algorithm (`algorithm`) has no method. `printedAr` and `printedDelta` are
 * what the source prints, `ar` follows from the accuracies; `derived` names other figures that were
 * computed. `flops` are 2 x MACs, `printedFlops` as the source counts them. `variant` is how the
 * run differs from the method, `stated` the hyperparameters in the source's own words, `flags` what
 * is doubtful.
 */
export const listResults = query({
  mode: "read",
  params: z.strictObject({
    taskId: z.string().nullable().default(null),
    methodId: z.string().nullable().default(null),
  }),
  row: z.object({
    id: z.string(),
    methodId: z.string().nullable(),
    algorithm: z.string().nullable(),
    settings: settingsRow,
    taskId: z.string(),
    label: text,
    variant: text,
    stated: z.array(z.string()).nullable(),
    accuracy: number,
    baseAccuracy: number,
    ar: number,
    printedAr: number,
    printedDelta: number,
    pr: number,
    fr: number,
    parameters: number,
    baseParameters: number,
    flops: number,
    baseFlops: number,
    printedFlops: number,
    printedBaseFlops: number,
    flopsConvention: text,
    derived: z.array(z.string()).nullable(),
    flags: z.array(z.string()),
    source: z.string(),
  }),
  cypher: `
    MATCH (r:Result)-[:ON_TASK]->(t:Task), (r)-[reported:REPORTED_IN]->(p:Paper)
    OPTIONAL MATCH (r)-[:OF_METHOD]->(m:Method)
    WITH r, t, m, p, reported WHERE ($taskId IS NULL OR t.id = $taskId) AND ($methodId IS NULL OR m.id = $methodId)
    RETURN r.id AS id, m.id AS methodId, r.algorithm AS algorithm, t.id AS taskId,
           [(r)-[:WITH_SETTING]->(x:Setting) | x {.hyperparameter, .value}] AS settings,
           r.label AS label, r.variant AS variant, r.stated AS stated, r.accuracy AS accuracy, r.baseAccuracy AS baseAccuracy,
           r.ar AS ar, r.printedAr AS printedAr, r.printedDelta AS printedDelta, r.pr AS pr, r.fr AS fr,
           r.parameters AS parameters, r.baseParameters AS baseParameters, r.flops AS flops, r.baseFlops AS baseFlops,
           r.printedFlops AS printedFlops, r.printedBaseFlops AS printedBaseFlops, r.flopsConvention AS flopsConvention,
           r.derived AS derived, r.flags AS flags, p.id + ", " + reported.locator AS source
    ORDER BY id`,
});
