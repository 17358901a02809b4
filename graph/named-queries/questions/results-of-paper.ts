import * as column from "../columns.ts";
import { namedQuery } from "../define.ts";
import * as parameter from "../parameters.ts";

/**
 * Every result taken from one paper, in the order of their places in it.
 *
 *   (:Paper {id})<-[:REPORTED_IN {locator}]-(:Result)-[:ON_TASK]->(:Task)
 *   (:Result)-[:OF_METHOD]->(:Method)
 *   (:Result)-[:WITH_SETTING]->(:Setting)
 */
export const resultsOfPaper = namedQuery({
  name: "results-of-paper",
  title: "What was taken from a paper, and from where in it?",
  description: "Every result of one paper with its table and row, to be held beside the paper.",
  parameters: { paper: parameter.paper, limit: parameter.limit(500) },
  columns: {
    locator: column.locator,
    method: column.orNone(column.method),
    algorithm: column.algorithm,
    task: column.task,
    settings: column.settings,
    variant: column.variant,
    accuracy: column.accuracy,
    baseAccuracy: column.baseAccuracy,
    ar: column.ar,
    pr: column.pr,
    fr: column.fr,
    parameters: column.parameters,
    flops: column.flops,
    flags: column.flags,
    result: column.result,
  },
  cypher: `
    MATCH (:Paper {id: $paper})<-[reported:REPORTED_IN]-(r:Result)
    WITH r, reported ORDER BY reported.locator, r.id LIMIT toInteger($limit)
    MATCH (r)-[:ON_TASK]->(task:Task)
    RETURN reported.locator AS locator, [(r)-[:OF_METHOD]->(m:Method) | m.id][0] AS method, r.algorithm AS algorithm,
           task.id AS task, COLLECT { MATCH (r)-[:WITH_SETTING]->(x:Setting) RETURN x.id ORDER BY x.id } AS settings,
           r.variant AS variant, r.accuracy AS accuracy, r.baseAccuracy AS baseAccuracy, r.ar AS ar, r.pr AS pr, r.fr AS fr,
           r.parameters AS parameters, r.flops AS flops, coalesce(r.flags, []) AS flags, r.id AS result
    ORDER BY locator, result`,
});
