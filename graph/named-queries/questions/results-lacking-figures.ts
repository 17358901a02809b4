import { z } from "zod";
import * as column from "../columns.ts";
import { namedQuery } from "../define.ts";
import * as parameter from "../parameters.ts";

/**
 * Published results on a task that lack a figure, so that some comparison or training has to do
 * without them.
 *
 *   (:Task {id})<-[:ON_TASK]-(:Result)-[:REPORTED_IN {locator}]->(:Paper)
 *   (:Result)-[:OF_METHOD]->(:Method)
 */
export const resultsLackingFigures = namedQuery({
  name: "results-lacking-figures",
  title: "Which results on a task lack AR, PR, FR, parameters or FLOPs?",
  description:
    "Results without some figure, with what each lacks: without AR or PR a result teaches the embedding nothing, without FR it can't be compared by FLOPs. locator is where to look again.",
  parameters: {
    task: parameter.task,
    lacking: z
      .enum(["any", "ar", "pr", "fr", "parameters", "flops"])
      .default("any")
      .meta({ description: "which figure has to be missing", examples: ["pr"] }),
    limit: parameter.limit(100),
  },
  columns: {
    result: column.result,
    method: column.orNone(column.method),
    algorithm: column.algorithm,
    lacks: column.texts("what is missing"),
    paper: column.paper,
    locator: column.locator,
  },
  cypher: `
    MATCH (:Task {id: $task})<-[:ON_TASK]-(r:Result)
    WITH r, [figure IN ["ar", "pr", "fr", "parameters", "flops"] WHERE r[figure] IS NULL] AS lacks
    WHERE CASE $lacking WHEN "any" THEN size(lacks) > 0 ELSE $lacking IN lacks END
    WITH r, lacks ORDER BY r.id LIMIT toInteger($limit)
    MATCH (r)-[reported:REPORTED_IN]->(p:Paper)
    RETURN r.id AS result, [(r)-[:OF_METHOD]->(m:Method) | m.id][0] AS method, r.algorithm AS algorithm, lacks, p.id AS paper,
           reported.locator AS locator
    ORDER BY result`,
});
