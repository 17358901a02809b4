import * as column from "../columns.ts";
import { namedQuery } from "../define.ts";
import * as parameter from "../parameters.ts";

/**
 * The strategies of a method that no measured scheme has as a step.
 *
 *   (:Method {id})<-[:OF_METHOD]-(:Strategy)
 *   not (:Strategy)<-[:ENDS_WITH]-(:Scheme)<-[:EXTENDS*0..]-(:Scheme)<-[:EVALUATES]-(:Trial)
 *
 * Every prefix of a measured scheme is a scheme in the graph, so it is enough that no scheme ends
 * with the strategy.
 */
export const untriedStrategies = namedQuery({
  name: "untried-strategies",
  title: "Which strategies of a method were never tried?",
  description:
    "Strategies that are in no measured scheme, on any task, by id. promising-strategies shows which of them to try first.",
  parameters: { method: parameter.method, limit: parameter.limit(100) },
  columns: {
    strategy: column.strategy,
    executable: column.executable,
    settings: column.ids("Setting", "its settings"),
  },
  cypher: `
    MATCH (:Method {id: $method})<-[:OF_METHOD]-(s:Strategy)
    WHERE NOT EXISTS { (s)<-[:ENDS_WITH]-(:Scheme) }
    WITH s ORDER BY s.id LIMIT toInteger($limit)
    RETURN s.id AS strategy, coalesce(s.executable, false) AS executable,
           COLLECT { MATCH (s)-[:WITH_SETTING]->(x:Setting) RETURN x.id ORDER BY x.id } AS settings
    ORDER BY strategy`,
});
