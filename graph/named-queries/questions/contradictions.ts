import * as column from "../columns.ts";
import { namedQuery, nodeId, optional } from "../define.ts";
import * as parameter from "../parameters.ts";

/**
 * Published results that contradict each other, as the auditor found when they were ingested
 * (`ingest/audit`).
 *
 *   (:Result)-[:CONTRADICTS {rule, delta, why}]->(:Result)   (:Result)-[:OF_METHOD]->(:Method)
 *   (:Result)-[:ON_TASK]->(:Task)
 *   (:Result)-[:REPORTED_IN {locator}]->(:Paper)
 *
 * `disagreements` looks for such pairs itself, in the numbers of a task.
 */
export const contradictions = namedQuery({
  name: "contradictions",
  title: "Which published results contradict each other?",
  description:
    "Pairs of results of one method in two papers that the auditor noted when they were ingested, with its reason and both places, the widest first. delta is the part of the difference in accuracy that the baselines do not explain.",
  parameters: {
    method: optional(parameter.method),
    task: optional(parameter.task),
    paper: optional(parameter.paper),
    limit: parameter.limit(100),
  },
  columns: {
    method: column.method,
    task: nodeId("Task", "the task of the first"),
    rule: column.text("the comparison that they fail"),
    delta: column.number("what the baselines do not explain of the difference in accuracy, a fraction"),
    why: column.text("the disagreement in plain words"),
    first: nodeId("Result", "the one result"),
    firstPaper: nodeId("Paper", "the paper that prints it"),
    firstLocator: column.locator,
    firstAr: column.ar,
    firstPr: column.pr,
    second: nodeId("Result", "the other result"),
    secondPaper: nodeId("Paper", "the paper that prints it"),
    secondLocator: column.locator,
    secondAr: column.ar,
    secondPr: column.pr,
  },
  cypher: `
    MATCH (a:Result)-[c:CONTRADICTS]->(b:Result)
    MATCH (a)-[:OF_METHOD]->(m:Method) WHERE $method IS NULL OR m.id = $method
    MATCH (a)-[:ON_TASK]->(task:Task)
    WHERE $task IS NULL OR task.id = $task OR EXISTS { (b)-[:ON_TASK]->(:Task {id: $task}) }
    MATCH (a)-[inA:REPORTED_IN]->(ofA:Paper)
    MATCH (b)-[inB:REPORTED_IN]->(ofB:Paper)
    WHERE $paper IS NULL OR $paper IN [ofA.id, ofB.id]
    RETURN m.id AS method, task.id AS task, c.rule AS rule, c.delta AS delta, c.why AS why, a.id AS first, ofA.id AS firstPaper,
           inA.locator AS firstLocator, a.ar AS firstAr, a.pr AS firstPr, b.id AS second, ofB.id AS secondPaper,
           inB.locator AS secondLocator, b.ar AS secondAr, b.pr AS secondPr
    ORDER BY delta DESC, first, second
    LIMIT toInteger($limit)`,
});
