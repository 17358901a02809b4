import * as column from "../columns.ts";
import { namedQuery } from "../define.ts";
import * as parameter from "../parameters.ts";

/**
 * The published results on a task that no other one beats: none has as good an AR and as large a
 * reduction, and one of them better.
 *
 *   (:Task {id})<-[:ON_TASK]-(:Result {ar, pr, fr})-[:REPORTED_IN {locator}]->(:Paper)
 *   (:Result)-[:OF_METHOD]->(:Method)
 *
 * Equal results do not beat each other, as in `search`.
 */
export const publishedFront = namedQuery({
  name: "published-front",
  title: "Which published results on a task are beaten by no other?",
  description:
    "The Pareto front of the published results of methods and of searches over methods: AR against the part of the parameters (or FLOPs) removed.",
  parameters: { task: parameter.task, reduction: parameter.reduction, limit: parameter.limit(100) },
  columns: {
    method: column.orNone(column.method),
    algorithm: column.algorithm,
    pr: column.pr,
    fr: column.fr,
    ar: column.ar,
    accuracy: column.accuracy,
    paper: column.paper,
    locator: column.locator,
    flags: column.flags,
  },
  cypher: `
    MATCH (:Task {id: $task})<-[:ON_TASK]-(r:Result)
    WITH r, r.ar AS ar, CASE $reduction WHEN "fr" THEN r.fr ELSE r.pr END AS reduced
    WHERE ar IS NOT NULL AND reduced IS NOT NULL
    WITH r, ar, reduced ORDER BY reduced DESC, ar DESC
    WITH collect([r, ar, reduced]) AS ranked // of what is before a point, all removes as much, so one that is as accurate beats it
    WITH reduce(front = {last: null, kept: []}, point IN ranked |
           CASE WHEN front.last IS NULL OR point[1] > front.last[1] OR (point[1] = front.last[1] AND point[2] = front.last[2])
                THEN {last: point, kept: front.kept + [point]} ELSE front END).kept AS front
    UNWIND front AS point
    WITH point[0] AS r, point[2] AS reduced
    ORDER BY reduced DESC, r.id LIMIT toInteger($limit)
    MATCH (r)-[reported:REPORTED_IN]->(p:Paper)
    RETURN [(r)-[:OF_METHOD]->(m:Method) | m.id][0] AS method, r.algorithm AS algorithm, r.pr AS pr, r.fr AS fr, r.ar AS ar,
           r.accuracy AS accuracy, p.id AS paper, reported.locator AS locator, coalesce(r.flags, []) AS flags, reduced, r.id AS id
    ORDER BY reduced DESC, id`,
});
