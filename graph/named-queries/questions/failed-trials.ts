import * as column from "../columns.ts";
import { namedQuery, optional } from "../define.ts";
import * as parameter from "../parameters.ts";

/**
 * Trials that failed, with the reason and the step that they failed at.
 *
 *   index on (:Trial {state: "failed", failure})-[:IN_STUDY]->(:Study)
 *   (:Trial)-[:EVALUATES]->(:Scheme)-[:ENDS_WITH]->(:Strategy)
 */
export const failedTrials = namedQuery({
  name: "failed-trials",
  title: "Which trials failed, and why?",
  description: "Schemes that could not be run to their end, the strategy that they ended with and the reason given.",
  parameters: { study: optional(parameter.study), limit: parameter.limit(100) },
  columns: {
    trial: column.trial,
    strategy: column.orNone(column.strategy),
    failure: column.methodName.meta({ description: "why it failed" }),
    scheme: column.scheme,
  },
  cypher: `
    MATCH (trial:Trial {state: "failed"})-[:IN_STUDY]->(study:Study)
    WHERE $study IS NULL OR study.name = $study
    WITH trial, study ORDER BY study.name, trial.number LIMIT toInteger($limit)
    MATCH (trial)-[:EVALUATES]->(scheme:Scheme)
    RETURN trial.key AS trial, [(scheme)-[:ENDS_WITH]->(s:Strategy) | s.id][0] AS strategy, trial.failure AS failure,
           scheme.id AS scheme, study.name AS name, trial.number AS number
    ORDER BY name, number`,
});
