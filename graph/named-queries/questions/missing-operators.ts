import * as column from "../columns.ts";
import { namedQuery } from "../define.ts";
import * as parameter from "../parameters.ts";

/**
 * The operators that no one has written yet, by how many methods wait for them.
 *
 *   (:Method {missingOperators})   (:Result)-[:OF_METHOD]->(:Method)
 */
export const missingOperators = namedQuery({
  name: "missing-operators",
  title: "Which operators are missing, and what would each make possible?",
  description:
    "Each operator that some method's steps name and that does not exist: the methods that wait for it, and those that wait for nothing else, the operator worth writing first at the top.",
  parameters: { limit: parameter.limit(100) },
  columns: {
    operator: column.text("the operator's name"),
    methods: column.ids("Method", "methods that wait for it"),
    onlyThis: column.ids("Method", "of these, methods that would run with it"),
  },
  cypher: `
    MATCH (m:Method)
    UNWIND m.missingOperators AS operator
    WITH operator, m ORDER BY m.id
    RETURN operator, collect(m.id) AS methods, collect(CASE WHEN size(m.missingOperators) = 1 THEN m.id END) AS onlyThis
    ORDER BY size(onlyThis) DESC, size(methods) DESC, operator
    LIMIT toInteger($limit)`,
});
