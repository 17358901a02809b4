import { z } from "zod";
import * as column from "../columns.ts";
import { namedQuery, optional } from "../define.ts";
import * as parameter from "../parameters.ts";

/**
 * Untried strategies near those that did well.
 *
 *   (:Strategy {vector})<-[:ENDS_WITH]-(:Scheme)<-[:EVALUATES]-(:Trial {state: "complete", arStep, prStep})-[:ON_TASK]->(:Task)
 *   vector index strategy_vector over (:Strategy {vector, embeddingRun})
 *   (:EmbeddingRun {current: true})
 *
 * A strategy did well where its step removed parameters and kept at least `leastAr` (validation
 * data); the best of them by mean AR_step are the examples. Asks the index for the neighbours of
 * each example and keeps those that can run and are in no measured scheme.
 */
export const promisingStrategies = namedQuery({
  name: "promising-strategies",
  title: "Which untried strategies have neighbours that did well?",
  description:
    "Takes the measured strategies with the best steps as examples, looks for their nearest neighbours by embedding and returns those that were never tried, the ones near most examples first.",
  parameters: {
    task: optional(parameter.task),
    leastAr: parameter.leastAr,
    examples: z
      .number()
      .int()
      .positive()
      .max(20)
      .default(5)
      .meta({ description: "how many good strategies to start from", examples: [10] }),
    neighbours: z
      .number()
      .int()
      .positive()
      .max(100)
      .default(20)
      .meta({ description: "how many neighbours of each to look at", examples: [50] }),
    limit: parameter.limit(20),
  },
  columns: {
    strategy: column.strategy,
    method: column.method,
    near: column.ids("Strategy", "strategies that did well and are near it, the nearest first"),
    similarity: column.count("(1 + cosine) / 2 to the nearest of them"),
    meanArStep: column.number("mean accuracy change of their measured steps"),
    meanPrStep: column.number("mean part of the parameters that these removed"),
  },
  cypher: `
    MATCH (run:EmbeddingRun {current: true})
    MATCH (trial:Trial {state: "complete"})
    WHERE trial.arStep >= $leastAr AND trial.prStep > 0 AND ($task IS NULL OR EXISTS { (trial)-[:ON_TASK]->(:Task {id: $task}) })
    MATCH (trial)-[:EVALUATES]->(:Scheme)-[:ENDS_WITH]->(good:Strategy)
    WHERE good.embeddingRun = run.id
    WITH run, good, avg(trial.arStep) AS arStep, avg(trial.prStep) AS prStep
    ORDER BY round(arStep, 9) DESC, good.id LIMIT toInteger($examples)
    CALL db.index.vector.queryNodes("strategy_vector", toInteger($neighbours) + 1, good.vector) YIELD node AS s, score
    WHERE s <> good AND s.embeddingRun = run.id AND s.executable AND NOT EXISTS { (s)<-[:ENDS_WITH]-(:Scheme) }
    WITH s, good, score, arStep, prStep ORDER BY score DESC, good.id
    WITH s, collect(good.id) AS near, max(score) AS similarity, avg(arStep) AS meanArStep, avg(prStep) AS meanPrStep
    MATCH (s)-[:OF_METHOD]->(m:Method)
    RETURN s.id AS strategy, m.id AS method, near, similarity, meanArStep, meanPrStep
    ORDER BY size(near) DESC, similarity DESC, strategy
    LIMIT toInteger($limit)`,
});
