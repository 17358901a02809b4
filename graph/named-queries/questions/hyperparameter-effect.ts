import { z } from "zod";
import * as column from "../columns.ts";
import { namedQuery, nodeId, optional } from "../define.ts";
import * as parameter from "../parameters.ts";

/**
 * What each value of a method's hyperparameters did, over the measured steps of the method.
 *
 *   (:Method {id})<-[:OF_METHOD]-(:Strategy)-[:WITH_SETTING]->(:Setting)<-[:OFFERS {position}]-(:Hyperparameter)
 *   (:Strategy)<-[:ENDS_WITH]-(:Scheme)<-[:EVALUATES]-(:Trial {arStep, prStep})-[:IN_STUDY]->(:Study)-[:ON_TASK]->(:Task)
 *
 * Averages over whatever else differed: a first look, no experiment.
 */
export const hyperparameterEffect = namedQuery({
  name: "hyperparameter-effect",
  title: "What did each value of a method's hyperparameters do, in our trials?",
  description:
    "For each value: the measured steps with it and their mean change of accuracy (validation data) and parameters. Other hyperparameters and the steps before differ between them, so a small difference says nothing.",
  parameters: { method: parameter.method, task: optional(parameter.task), limit: parameter.limit(200) },
  columns: {
    hyperparameter: nodeId("Hyperparameter", "the hyperparameter's id"),
    name: column.methodName.meta({ description: "the hyperparameter's name" }),
    value: z.union([z.number(), z.string()]).meta({ description: "the value" }),
    steps: column.count("measured steps with it"),
    meanArStep: column.number("mean accuracy change of the step"),
    spreadArStep: column.number("standard deviation of the accuracy change"),
    meanPrStep: column.number("mean part of the parameters before the step that it removed"),
  },
  cypher: `
    MATCH (:Method {id: $method})<-[:OF_METHOD]-(s:Strategy)<-[:ENDS_WITH]-(:Scheme)<-[:EVALUATES]-(trial:Trial {state: "complete"})
    WHERE trial.arStep IS NOT NULL
      AND ($task IS NULL OR EXISTS { (trial)-[:IN_STUDY]->(:Study)-[:ON_TASK]->(:Task {id: $task}) })
    MATCH (s)-[:WITH_SETTING]->(x:Setting)<-[offers:OFFERS]-(h:Hyperparameter)
    WITH h, x, offers, count(trial) AS steps, avg(trial.arStep) AS meanArStep, stDevP(trial.arStep) AS spreadArStep,
         avg(trial.prStep) AS meanPrStep
    RETURN h.id AS hyperparameter, h.name AS name, x.value AS value, steps, meanArStep, spreadArStep, meanPrStep
    ORDER BY hyperparameter, offers.position, x.id
    LIMIT toInteger($limit)`,
});
