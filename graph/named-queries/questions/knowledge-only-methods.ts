import * as column from "../columns.ts";
import { namedQuery } from "../define.ts";
import * as parameter from "../parameters.ts";

/**
 * The methods that cannot run here, and the operators that they wait for.
 *
 *   (:Method {executable: false, missingOperators})   (:Strategy)-[:OF_METHOD]->(:Method)
 *   (:Paper)-[:PROPOSES]->(:Method)
 */
export const knowledgeOnlyMethods = namedQuery({
  name: "knowledge-only-methods",
  title: "Which methods are knowledge only, and what is missing to run them?",
  description:
    "Methods whose steps name operators that do not exist, or that have no steps: they are embedded and can be asked about, and the search leaves them alone.",
  parameters: { limit: parameter.limit(200) },
  columns: {
    method: column.method,
    name: column.methodName,
    missingOperators: column.texts("operators that do not exist"),
    strategies: column.count("strategies that would become runnable"),
    papers: column.ids("Paper", "papers that propose it"),
    notes: column.texts("notes of its card"),
  },
  cypher: `
    MATCH (m:Method)
    WHERE NOT m.executable
    WITH collect(m) AS methods
    CALL (methods) {
      MATCH (s:Strategy {executable: false})-[:OF_METHOD]->(m:Method) // from the strategies: a method's results may be many
      RETURN m AS of, count(s) AS strategies
      UNION ALL
      UNWIND methods AS of
      RETURN of, 0 AS strategies
    }
    WITH of AS m, sum(strategies) AS strategies
    WHERE NOT m.executable
    RETURN m.id AS method, m.name AS name, coalesce(m.missingOperators, []) AS missingOperators, strategies,
           COLLECT { MATCH (p:Paper)-[:PROPOSES]->(m) RETURN p.id ORDER BY p.id } AS papers, coalesce(m.notes, []) AS notes
    ORDER BY method
    LIMIT toInteger($limit)`,
});
