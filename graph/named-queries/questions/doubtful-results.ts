import * as column from "../columns.ts";
import { namedQuery } from "../define.ts";
import * as parameter from "../parameters.ts";

/**
 * Published results on a task that carry a doubt: what is printed does not follow, or can't be.
 *
 *   (:Task {id})<-[:ON_TASK]-(:Result {flags})-[:REPORTED_IN {locator}]->(:Paper)
 *   (:Result)-[:OF_METHOD]->(:Method)
 */
export const doubtfulResults = namedQuery({
  name: "doubtful-results",
  title: "Which results on a task are doubtful, and why?",
  description: "Results with a flag, in its words, beside what is printed and what follows from the accuracies.",
  parameters: { task: parameter.task, limit: parameter.limit(100) },
  columns: {
    result: column.result,
    method: column.orNone(column.method),
    algorithm: column.algorithm,
    flags: column.flags,
    ar: column.ar,
    printedAr: column.number("AR as the source prints it"),
    pr: column.pr,
    fr: column.fr,
    paper: column.paper,
    locator: column.locator,
  },
  cypher: `
    MATCH (:Task {id: $task})<-[:ON_TASK]-(r:Result)
    WHERE size(r.flags) > 0
    WITH r ORDER BY r.id LIMIT toInteger($limit)
    MATCH (r)-[reported:REPORTED_IN]->(p:Paper)
    RETURN r.id AS result, [(r)-[:OF_METHOD]->(m:Method) | m.id][0] AS method, r.algorithm AS algorithm, r.flags AS flags,
           r.ar AS ar, r.printedAr AS printedAr, r.pr AS pr, r.fr AS fr, p.id AS paper, reported.locator AS locator
    ORDER BY result`,
});
