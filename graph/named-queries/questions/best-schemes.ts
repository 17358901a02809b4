import { z } from "zod";
import { readJsonText, stepSchema } from "../../driver/json-text.ts";
import * as column from "../columns.ts";
import { namedQuery } from "../define.ts";
import * as parameter from "../parameters.ts";

/**
 * The best schemes of a study, with the steps that they run.
 *
 *   (:Study {name, target})<-[:IN_STUDY]-(:Trial {state: "complete", ar, pr, validationAr})-[:EVALUATES]->(:Scheme)-[:EXTENDS*0..]->(:Scheme)
 *   (:Scheme)-[:ENDS_WITH]->(:Strategy {steps})
 *
 * Chosen on validation data, as everything is; what they have on test data is beside it.
 */
export const bestSchemes = namedQuery({
  name: "best-schemes",
  title: "Which schemes of a study are best, and what do they do?",
  description:
    "The schemes that removed enough, the highest AR on validation data first, with strategies and steps in order. Enough is the study's own target, unless least-pr is given. ar is on test data: the number to report.",
  parameters: {
    study: parameter.study,
    leastPr: z
      .number()
      .max(1)
      .nullable()
      .default(null)
      .meta({ description: "least part of the parameters removed; the study's target when omitted", examples: [0.4] }),
    limit: parameter.limit(10),
  },
  columns: {
    trial: column.trial,
    ar: column.ar,
    validationAr: column.number("AR on validation data, by which they are ordered"),
    pr: column.pr,
    fr: column.fr,
    accuracy: column.accuracy,
    parameters: column.parameters,
    flops: column.flops,
    strategies: column.ids("Strategy", "its strategies, in order"),
    steps: z
      .array(readJsonText(z.array(stepSchema)))
      .meta({ description: "for each strategy, the operators that it runs, with their parameters" }),
  },
  cypher: `
    MATCH (study:Study {name: $study})<-[:IN_STUDY]-(trial:Trial {state: "complete"})
    WHERE trial.pr >= coalesce($leastPr, study.target) AND coalesce(trial.validationAr, trial.ar) IS NOT NULL
    WITH trial, coalesce(trial.validationAr, trial.ar) AS chosenBy
    ORDER BY chosenBy DESC, trial.pr DESC, trial.number LIMIT toInteger($limit)
    RETURN trial.key AS trial, trial.ar AS ar, trial.validationAr AS validationAr, trial.pr AS pr, trial.fr AS fr,
           trial.accuracy AS accuracy, trial.parameters AS parameters, trial.flops AS flops,
           COLLECT { MATCH (trial)-[:EVALUATES]->(:Scheme)-[:EXTENDS*0..]->(prefix:Scheme)-[:ENDS_WITH]->(s:Strategy)
                     RETURN s.id ORDER BY prefix.length } AS strategies,
           COLLECT { MATCH (trial)-[:EVALUATES]->(:Scheme)-[:EXTENDS*0..]->(prefix:Scheme)-[:ENDS_WITH]->(s:Strategy)
                     RETURN coalesce(s.steps, "[]") ORDER BY prefix.length } AS steps, chosenBy, trial.number AS number
    ORDER BY chosenBy DESC, pr DESC, number`,
});
