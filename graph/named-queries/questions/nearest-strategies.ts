import * as column from "../columns.ts";
import { namedQuery } from "../define.ts";
import * as parameter from "../parameters.ts";

/**
 * The strategies whose vectors point most nearly the same way as a given one's, and whether they
 * were tried.
 *
 *   vector index strategy_vector over (:Strategy {vector, embeddingRun})
 *   (:EmbeddingRun {current: true})
 *   (:Strategy)-[:OF_METHOD]->(:Method)
 *   (:Strategy)<-[:ENDS_WITH]-(:Scheme)<-[:EVALUATES]-(:Trial)
 */
export const nearestStrategies = namedQuery({
  name: "nearest-strategies",
  title: "Which strategies are nearest to one, by embedding?",
  description:
    "By the vectors of the current embedding run, nearest first, itself excluded. similarity is (1 + cosine) / 2: 1 is the same direction. Without vectors there are no rows: automc embed train makes some.",
  parameters: { strategy: parameter.strategy, limit: parameter.limit(10) },
  columns: {
    strategy: column.strategy,
    similarity: column.count("(1 + cosine of the angle) / 2"),
    method: column.method,
    executable: column.executable,
    trials: column.count("measured schemes that end with it"),
  },
  cypher: `
    MATCH (run:EmbeddingRun {current: true})
    MATCH (s:Strategy {id: $strategy, embeddingRun: run.id})
    CALL db.index.vector.queryNodes("strategy_vector", toInteger($limit) + 1, s.vector) YIELD node AS near, score
    WHERE near <> s AND near.embeddingRun = run.id
    WITH near, score ORDER BY score DESC, near.id LIMIT toInteger($limit)
    MATCH (near)-[:OF_METHOD]->(m:Method)
    RETURN near.id AS strategy, score AS similarity, m.id AS method, coalesce(near.executable, false) AS executable,
           COUNT { (near)<-[:ENDS_WITH]-(:Scheme)<-[:EVALUATES]-(:Trial) } AS trials
    ORDER BY similarity DESC, strategy`,
});
