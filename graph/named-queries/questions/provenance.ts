import { z } from "zod";
import * as column from "../columns.ts";
import { namedQuery } from "../define.ts";
import * as parameter from "../parameters.ts";

/**
 * Where the graph's knowledge of a method comes from: the papers, and the cards and documents that
 * were ingested.
 *
 *   (:Paper)-[:PROPOSES]->(:Method {id, notes, executable, missingOperators})-[:USES_TECHNIQUE]->(:Technique)
 *   (:Method)-[:HAS_HYPERPARAMETER]->(:Hyperparameter)   (:Strategy)-[:OF_METHOD]->(:Method)
 */
export const provenance = namedQuery({
  name: "provenance",
  title: "Where does a method come from, and what does the graph hold of it?",
  description:
    "The papers that propose a method, what it is made of, whether it can run, and the choices that its card notes where the paper is silent. papers-of-method has the papers that measured it.",
  parameters: { method: parameter.method, limit: parameter.limit(10) },
  columns: {
    method: column.method,
    name: column.methodName,
    papers: z
      .array(
        z.object({
          id: z.string(),
          title: z.string(),
          year: z.number().nullable(),
          authors: z.array(z.string()).nullable(),
          venue: z.string().nullable(),
        }),
      )
      .meta({ description: "papers that propose it" }),
    techniques: column.ids("Technique", "its techniques"),
    hyperparameters: column.ids("Hyperparameter", "its hyperparameters, in their order"),
    strategies: column.count("its strategies: one for each full choice of hyperparameters"),
    executable: column.executable,
    missingOperators: column.texts("operators it names that do not exist"),
    notes: column.texts("choices that its card notes"),
  },
  cypher: `
    MATCH (m:Method {id: $method})
    RETURN m.id AS method, m.name AS name,
           COLLECT { MATCH (p:Paper)-[:PROPOSES]->(m) RETURN p {.id, .title, .year, .authors, .venue} ORDER BY p.id } AS papers,
           COLLECT { MATCH (m)-[:USES_TECHNIQUE]->(t:Technique) RETURN t.id ORDER BY t.id } AS techniques,
           COLLECT { MATCH (m)-[has:HAS_HYPERPARAMETER]->(h:Hyperparameter) RETURN h.id ORDER BY has.position, h.id } AS hyperparameters,
           COUNT { (:Strategy)-[:OF_METHOD]->(m) } AS strategies, coalesce(m.executable, false) AS executable,
           coalesce(m.missingOperators, []) AS missingOperators, coalesce(m.notes, []) AS notes
    LIMIT toInteger($limit)`,
});
