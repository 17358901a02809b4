import * as column from "../columns.ts";
import { namedQuery, nodeId, optional } from "../define.ts";
import * as parameter from "../parameters.ts";

/**
 * What a step of one method gains after a step of another, over all measured schemes.
 *
 *   index on (:Trial {state: "complete", arStep, prStep})-[:ON_TASK]->(:Task)
 *   (:Trial)-[:EVALUATES]->(:Scheme)-[:ENDS_WITH]->(:Strategy)-[:OF_METHOD]->(:Method)
 *   (:Scheme)-[:EXTENDS]->(:Scheme)-[:ENDS_WITH]->(:Strategy)-[:OF_METHOD]->(:Method)
 *
 * The first step of a scheme follows START. Steps are compared with the model just before them, on
 * validation data.
 */
export const orderOfMethods = namedQuery({
  name: "order-of-methods",
  title: "What does a step of one method gain after a step of another?",
  description:
    "For each pair of methods that followed each other in measured schemes: how often, and what the second step changed on average. after is empty for a scheme's first step.",
  parameters: { task: optional(parameter.task), limit: parameter.limit(100) },
  columns: {
    after: column.orNone(nodeId("Method", "the method of the step before; none for the first step")),
    method: column.method,
    steps: column.count("measured steps of this kind"),
    meanArStep: column.number("mean accuracy change of the step, on validation data"),
    bestArStep: column.number("best accuracy change"),
    meanPrStep: column.number("mean part of the parameters before the step that it removed"),
  },
  cypher: `
    MATCH (trial:Trial {state: "complete"})-[:EVALUATES]->(scheme:Scheme)-[:EXTENDS]->(parent:Scheme)
    WHERE trial.arStep IS NOT NULL AND ($task IS NULL OR EXISTS { (trial)-[:ON_TASK]->(:Task {id: $task}) })
    MATCH (scheme)-[:ENDS_WITH]->(:Strategy)-[:OF_METHOD]->(m:Method)
    OPTIONAL MATCH (parent)-[:ENDS_WITH]->(:Strategy)-[:OF_METHOD]->(before:Method)
    RETURN before.id AS after, m.id AS method, count(trial) AS steps, avg(trial.arStep) AS meanArStep, max(trial.arStep) AS bestArStep,
           avg(trial.prStep) AS meanPrStep
    ORDER BY round(meanArStep, 9) DESC, method, after
    LIMIT toInteger($limit)`,
});
