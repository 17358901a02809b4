import * as column from "../columns.ts";
import { namedQuery, nodeId, optional } from "../define.ts";
import * as parameter from "../parameters.ts";

/**
 * Pairs of methods that use a technique in common, with the hyperparameters that they share too.
 *
 *   (:Method)-[:USES_TECHNIQUE]->(:Technique)<-[:USES_TECHNIQUE]-(:Method)
 *   (:Method)-[:HAS_HYPERPARAMETER]->(:Hyperparameter)<-[:HAS_HYPERPARAMETER]-(:Method)
 */
export const methodsSharingTechniques = namedQuery({
  name: "methods-sharing-techniques",
  title: "Which methods share a technique?",
  description:
    "Pairs of methods with the techniques and hyperparameters both have, those with most in common first; with a method given, its pairs only. What they share is why the embedding puts them near each other.",
  parameters: { method: optional(parameter.method), limit: parameter.limit(100) },
  columns: {
    method: column.method,
    other: nodeId("Method", "the other method's id"),
    techniques: column.ids("Technique", "techniques of both"),
    names: column.texts("their names"),
    hyperparameters: column.ids("Hyperparameter", "hyperparameters of both"),
  },
  cypher: `
    MATCH (a:Method)-[:USES_TECHNIQUE]->(t:Technique)<-[:USES_TECHNIQUE]-(b:Method)
    WHERE CASE WHEN $method IS NULL THEN a.id < b.id ELSE a.id = $method END
    WITH a, b, t ORDER BY t.id
    WITH a, b, collect(t.id) AS techniques, collect(t.name) AS names
    RETURN a.id AS method, b.id AS other, techniques, names,
           COLLECT { MATCH (a)-[:HAS_HYPERPARAMETER]->(h:Hyperparameter)<-[:HAS_HYPERPARAMETER]-(b) RETURN h.id ORDER BY h.id } AS hyperparameters
    ORDER BY size(techniques) DESC, size(hyperparameters) DESC, method, other
    LIMIT toInteger($limit)`,
});
