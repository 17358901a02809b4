import * as column from "../columns.ts";
import { namedQuery, nodeId } from "../define.ts";
import * as parameter from "../parameters.ts";

/**
 * The prefixes after which a strategy did better than by itself, on one task.
 *
 *   (:Task {id})<-[:ON_TASK]-(:Study)<-[:IN_STUDY]-(:Trial {arStep})-[:EVALUATES]->(:Scheme)-[:EXTENDS]->(:Scheme), the prefix
 *   (:Scheme)-[:ENDS_WITH]->(:Strategy)
 *   (:Trial {arStep})-[:EVALUATES]->(:Scheme of this strategy alone)
 *
 * helped = AR_step after the prefix - mean AR_step of the same strategy as a first step, both on
 * validation data.
 */
export const helpfulPrefixes = namedQuery({
  name: "helpful-prefixes",
  title: "Which prefixes helped: where did a step do better after another than by itself?",
  description:
    "For each measured scheme whose last strategy was also measured by itself on the task: the accuracy change of that step after the prefix, as a first step, and the difference, the greatest help first.",
  parameters: { task: parameter.task, limit: parameter.limit(50) },
  columns: {
    prefix: nodeId("Scheme", "the steps before"),
    strategy: column.strategy.meta({ description: "the step that followed", "x-node": "Strategy" }),
    helped: column.count("how much better it did than by itself: difference of the accuracy changes"),
    arAfter: column.number("its accuracy change after the prefix"),
    arAlone: column.number("its mean accuracy change as a first step"),
    prAfter: column.number("part of the parameters that it removed after the prefix"),
    prAlone: column.number("mean part that it removed as a first step"),
    trial: column.trial,
  },
  cypher: `
    MATCH (study:Study)-[:ON_TASK]->(:Task {id: $task})
    MATCH (study)<-[:IN_STUDY]-(trial:Trial {state: "complete"})-[:EVALUATES]->(scheme:Scheme)-[:EXTENDS]->(prefix:Scheme)
    WHERE trial.arStep IS NOT NULL
    MATCH (scheme)-[:ENDS_WITH]->(s:Strategy)
    WITH s, avg(CASE WHEN prefix.length = 0 THEN trial.arStep END) AS arAlone,
         avg(CASE WHEN prefix.length = 0 THEN trial.prStep END) AS prAlone,
         collect(CASE WHEN prefix.length > 0 THEN {trial: trial, prefix: prefix} END) AS after
    WHERE arAlone IS NOT NULL
    UNWIND after AS each
    WITH s, arAlone, prAlone, each.trial AS trial, each.prefix AS prefix
    RETURN prefix.id AS prefix, s.id AS strategy, trial.arStep - arAlone AS helped, trial.arStep AS arAfter, arAlone,
           trial.prStep AS prAfter, prAlone, trial.key AS trial
    ORDER BY round(helped, 9) DESC, trial
    LIMIT toInteger($limit)`,
});
