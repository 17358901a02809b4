import { z } from "zod";
import { query } from "../../driver/query.ts";
import { relations, type Triple } from "../../vocabulary.ts";

/**
 * Every fact of the search space (paper, section 3.3.1, R1 to R5): the strategies, their methods,
 * and what those are made of, in an order that never changes.
 *
 *   (:Strategy)-[:OF_METHOD]->(:Method)   (:Strategy)-[:WITH_SETTING]->(:Setting)
 *   (:Method)-[:HAS_HYPERPARAMETER]->(:Hyperparameter)
 *   (:Method)-[:USES_TECHNIQUE]->(:Technique)   (:Hyperparameter)-[:OFFERS]->(:Setting)
 *
 * The labels at both ends keep the results' own OF_METHOD and WITH_SETTING out. A method without
 * strategies is known from papers, but is no part of the space: it has nothing to be embedded by
 * but its name.
 */
export const allTriples = query({
  mode: "read",
  params: z.strictObject({}),
  row: z.custom<Triple>(isTriple),
  cypher: `
    CALL () {
      MATCH (h:Strategy)-[:OF_METHOD]->(t:Method)
      RETURN "Strategy:" + h.id AS head, "OF_METHOD" AS relation, "Method:" + t.id AS tail
      UNION ALL
      MATCH (h:Strategy)-[:WITH_SETTING]->(t:Setting)
      RETURN "Strategy:" + h.id AS head, "WITH_SETTING" AS relation, "Setting:" + t.id AS tail
      UNION ALL
      MATCH (h:Method)-[:HAS_HYPERPARAMETER]->(t:Hyperparameter)
      WHERE EXISTS { (:Strategy)-[:OF_METHOD]->(h) }
      RETURN "Method:" + h.id AS head, "HAS_HYPERPARAMETER" AS relation, "Hyperparameter:" + t.id AS tail
      UNION ALL
      MATCH (h:Method)-[:USES_TECHNIQUE]->(t:Technique)
      WHERE EXISTS { (:Strategy)-[:OF_METHOD]->(h) }
      RETURN "Method:" + h.id AS head, "USES_TECHNIQUE" AS relation, "Technique:" + t.id AS tail
      UNION ALL
      MATCH (h:Hyperparameter)-[:OFFERS]->(t:Setting)
      WHERE EXISTS { (:Strategy)-[:OF_METHOD]->(:Method)-[:HAS_HYPERPARAMETER]->(h) }
      RETURN "Hyperparameter:" + h.id AS head, "OFFERS" AS relation, "Setting:" + t.id AS tail
    }
    RETURN head, relation, tail
    ORDER BY relation, head, tail`,
});

/** By hand, as there are tens of thousands. */
function isTriple(row: unknown): boolean {
  if (typeof row !== "object" || row === null || !("head" in row && "relation" in row && "tail" in row)) return false;
  const { head, relation, tail } = row;
  if (typeof head !== "string" || typeof relation !== "string" || typeof tail !== "string") return false;
  return relation in relations;
}
