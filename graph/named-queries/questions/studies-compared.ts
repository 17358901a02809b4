import * as column from "../columns.ts";
import { namedQuery, nodeId, optional } from "../define.ts";
import * as parameter from "../parameters.ts";

/**
 * Our own studies side by side: what each tried, what it cost and the best that it found.
 *
 *   (:Task)<-[:ON_TASK]-(:Study {algorithm, target, seed, state})<-[:IN_STUDY]-(:Trial {state, ar, pr, validationAr, seconds})
 *
 * The best trial is chosen on validation data among those that removed the study's target; what is
 * shown of it is on test data.
 */
export const studiesCompared = namedQuery({
  name: "studies-compared",
  title: "How do our own studies compare?",
  description:
    "For each study: its search, target and seed, how many trials it made and how many failed, the seconds they took, and its best scheme that removed the target. Studies of one task and one target can be held against each other. algorithms-compared has the published searches.",
  parameters: { task: optional(parameter.task), limit: parameter.limit(100) },
  columns: {
    study: column.study,
    task: column.task,
    algorithm: column.text("the search algorithm"),
    target: column.count("part of the parameters that was to be removed"),
    seed: column.count("the study's seed"),
    state: column.text("whether it ended"),
    trials: column.count("trials recorded"),
    failed: column.count("of these, trials that failed"),
    seconds: column.seconds,
    best: column.orNone(nodeId("Trial", "its best trial; none where no trial removed the target")),
    ar: column.ar,
    pr: column.pr,
    fr: column.fr,
    scheme: column.orNone(column.scheme),
  },
  cypher: `
    MATCH (study:Study)-[:ON_TASK]->(task:Task)
    WHERE $task IS NULL OR task.id = $task
    OPTIONAL MATCH (study)<-[:IN_STUDY]-(trial:Trial)
    WITH study, task, trial,
         CASE WHEN trial.state = "complete" AND trial.pr >= study.target THEN coalesce(trial.validationAr, trial.ar) END AS chosenBy
    ORDER BY chosenBy IS NULL, chosenBy DESC, trial.pr DESC, trial.number
    WITH study, task, count(trial) AS trials, sum(CASE WHEN trial.state = "failed" THEN 1 ELSE 0 END) AS failed,
         sum(trial.seconds) AS seconds, collect(CASE WHEN chosenBy IS NOT NULL THEN trial END)[0] AS best
    RETURN study.name AS study, task.id AS task, study.algorithm AS algorithm, study.target AS target, study.seed AS seed,
           study.state AS state, trials, failed, seconds, best.key AS best, best.ar AS ar, best.pr AS pr, best.fr AS fr,
           [(best)-[:EVALUATES]->(scheme:Scheme) | scheme.id][0] AS scheme
    ORDER BY task, target, ar IS NULL, ar DESC, study
    LIMIT toInteger($limit)`,
});
