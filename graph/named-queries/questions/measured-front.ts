import * as column from "../columns.ts";
import { namedQuery } from "../define.ts";
import * as parameter from "../parameters.ts";

/**
 * The schemes measured on a task, over all its studies, that no other one beats in AR and in
 * reduction.
 *
 *   (:Task {id})<-[:ON_TASK]-(:Study)<-[:IN_STUDY]-(:Trial {ar, pr, fr})-[:EVALUATES]->(:Scheme)
 *
 * Equal trials do not beat each other, as in `search`. Rates are on test data, as published ones
 * are.
 */
export const measuredFront = namedQuery({
  name: "measured-front",
  title: "Which schemes measured on a task are beaten by no other?",
  description:
    "The Pareto front of everything measured on a task, whichever study did: AR on test data against the part of the parameters (or FLOPs) removed. To choose by it would be to choose on test data; best-schemes chooses on validation data.",
  parameters: { task: parameter.task, reduction: parameter.reduction, limit: parameter.limit(100) },
  columns: {
    trial: column.trial,
    scheme: column.scheme,
    pr: column.pr,
    fr: column.fr,
    ar: column.ar,
    accuracy: column.accuracy,
    parameters: column.parameters,
    flops: column.flops,
  },
  cypher: `
    MATCH (study:Study)-[:ON_TASK]->(:Task {id: $task})
    MATCH (study)<-[:IN_STUDY]-(trial:Trial {state: "complete"})
    WITH trial, trial.ar AS ar, CASE $reduction WHEN "fr" THEN trial.fr ELSE trial.pr END AS reduced
    WHERE ar IS NOT NULL AND reduced IS NOT NULL
    WITH trial, ar, reduced ORDER BY reduced DESC, ar DESC
    WITH collect([trial, ar, reduced]) AS ranked // of what is before a point, all removes as much, so one that is as accurate beats it
    WITH reduce(front = {last: null, kept: []}, point IN ranked |
           CASE WHEN front.last IS NULL OR point[1] > front.last[1] OR (point[1] = front.last[1] AND point[2] = front.last[2])
                THEN {last: point, kept: front.kept + [point]} ELSE front END).kept AS front
    UNWIND front AS point
    WITH point[0] AS trial, point[2] AS reduced
    ORDER BY reduced DESC, trial.key LIMIT toInteger($limit)
    MATCH (trial)-[:EVALUATES]->(scheme:Scheme)
    RETURN trial.key AS trial, scheme.id AS scheme, trial.pr AS pr, trial.fr AS fr, trial.ar AS ar, trial.accuracy AS accuracy,
           trial.parameters AS parameters, trial.flops AS flops, reduced
    ORDER BY reduced DESC, trial`,
});
