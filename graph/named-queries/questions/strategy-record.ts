import { z } from "zod";
import * as column from "../columns.ts";
import { namedQuery } from "../define.ts";
import * as parameter from "../parameters.ts";

/**
 * What is known of one strategy: the trials whose scheme ends with it, and the published results of
 * its method that agree with it.
 *
 *   (:Strategy {id})<-[:ENDS_WITH]-(:Scheme)<-[:EVALUATES]-(:Trial {arStep, prStep, ar, pr})
 *   (:Strategy {id})-[:OF_METHOD]->(:Method)<-[:OF_METHOD]-(:Result)-[:WITH_SETTING]->(:Setting)<-[:WITH_SETTING]-(:Strategy {id})
 *
 * A published result agrees when it states some setting and the strategy has all that it states, as
 * the embedding takes it.
 */
export const strategyRecord = namedQuery({
  name: "strategy-record",
  title: "What is known of one strategy?",
  description:
    "Measured trials whose last step it is (ar, pr of the whole scheme, arStep and prStep of the step), and published results whose stated settings it has.",
  parameters: { strategy: parameter.strategy, limit: parameter.limit(100) },
  columns: {
    kind: z.enum(["measured", "published"]).meta({ description: "measured here, or from a paper" }),
    source: z.string().meta({ description: "study and number, or paper" }),
    locator: column.locator,
    task: column.task,
    ar: column.ar,
    pr: column.pr,
    fr: column.fr,
    arStep: column.arStep,
    prStep: column.prStep,
    what: z.string().nullable().meta({ description: "the scheme, or the settings that the source states" }),
  },
  cypher: `
    MATCH (s:Strategy {id: $strategy})
    CALL (s) {
      MATCH (s)<-[:ENDS_WITH]-(scheme:Scheme)<-[:EVALUATES]-(t:Trial {state: "complete"})-[:ON_TASK]->(task:Task)
      RETURN "measured" AS kind, t.key AS source, null AS locator, task.id AS task, t.ar AS ar, t.pr AS pr, t.fr AS fr,
             t.arStep AS arStep, t.prStep AS prStep, scheme.id AS what, t.key AS id
      UNION ALL
      MATCH (s)-[:OF_METHOD]->(:Method)<-[:OF_METHOD]-(r:Result)
      WHERE EXISTS { (r)-[:WITH_SETTING]->(:Setting) }
        AND NOT EXISTS { MATCH (r)-[:WITH_SETTING]->(x:Setting) WHERE NOT EXISTS { (s)-[:WITH_SETTING]->(x) } }
      MATCH (r)-[reported:REPORTED_IN]->(p:Paper)
      MATCH (r)-[:ON_TASK]->(task:Task)
      RETURN "published" AS kind, p.id AS source, reported.locator AS locator, task.id AS task, r.ar AS ar, r.pr AS pr, r.fr AS fr,
             null AS arStep, null AS prStep,
             reduce(text = "", id IN COLLECT { MATCH (r)-[:WITH_SETTING]->(x:Setting) RETURN x.id ORDER BY x.id } |
               text + CASE text WHEN "" THEN "" ELSE ", " END + id) AS what, r.id AS id
    }
    RETURN kind, source, locator, task, ar, pr, fr, arStep, prStep, what
    ORDER BY kind, task, id
    LIMIT toInteger($limit)`,
});
