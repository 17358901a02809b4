import { z } from "zod";
import * as column from "../columns.ts";
import { namedQuery } from "../define.ts";
import * as parameter from "../parameters.ts";

/**
 * The methods that nobody has published on a task and that we have not measured on it.
 *
 *   (:Method)   (:Task {id})<-[:ON_TASK]-(:Result)-[:OF_METHOD]->(:Method)
 *   (:Task {id})<-[:ON_TASK]-(:Study)<-[:IN_STUDY]-(:Trial)-[:EVALUATES]->(:Scheme)-[:ENDS_WITH]->(:Strategy)-[:OF_METHOD]->(:Method)
 */
export const untriedMethods = namedQuery({
  name: "untried-methods",
  title: "Which methods has nobody tried on a task?",
  description:
    "Methods without a published result and without a step of a measured scheme on the task; those that can run first, then those with published results elsewhere.",
  parameters: { task: parameter.task, limit: parameter.limit(100) },
  columns: {
    method: column.method,
    name: column.methodName,
    executable: column.executable,
    published: z.boolean().meta({ description: "whether there are results of it on other tasks" }),
    techniques: column.texts("names of its techniques"),
  },
  cypher: `
    MATCH (task:Task {id: $task})
    CALL (task) {
      MATCH (task)<-[:ON_TASK]-(:Result)-[:OF_METHOD]->(m:Method)
      RETURN DISTINCT m AS known
      UNION
      MATCH (study:Study)-[:ON_TASK]->(task)
      MATCH (study)<-[:IN_STUDY]-(:Trial)-[:EVALUATES]->(:Scheme)-[:ENDS_WITH]->(:Strategy)-[:OF_METHOD]->(m:Method)
      RETURN DISTINCT m AS known
    }
    WITH collect(known) AS known
    MATCH (m:Method)
    WHERE NOT m IN known
    RETURN m.id AS method, m.name AS name, coalesce(m.executable, false) AS executable, EXISTS { (:Result)-[:OF_METHOD]->(m) } AS published,
           COLLECT { MATCH (m)-[:USES_TECHNIQUE]->(t:Technique) RETURN t.name ORDER BY t.id } AS techniques
    ORDER BY executable DESC, published DESC, method
    LIMIT toInteger($limit)`,
});
