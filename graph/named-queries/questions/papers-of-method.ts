import { z } from "zod";
import * as column from "../columns.ts";
import { namedQuery } from "../define.ts";
import * as parameter from "../parameters.ts";

/**
 * The papers that propose a method or print results of it.
 *
 *   (:Paper)-[:PROPOSES]->(:Method {id})
 *   (:Method {id})<-[:OF_METHOD]-(:Result)-[:REPORTED_IN]->(:Paper)
 */
export const papersOfMethod = namedQuery({
  name: "papers-of-method",
  title: "Which papers propose or measure a method, with how many results?",
  description:
    "Every paper that proposes the method or prints a result of it: how many results, on which tasks, and the best of them. Numbers of a paper about its own method are worth another look.",
  parameters: { method: parameter.method, limit: parameter.limit(200) },
  columns: {
    paper: column.paper.meta({ description: "the paper's id", "x-node": "Paper" }),
    title: column.title,
    year: column.year,
    proposes: z.boolean().meta({ description: "whether it is the paper that proposes the method" }),
    results: column.count("results of the method in it"),
    tasks: column.ids("Task", "tasks they are on"),
    highestAr: column.number("highest AR among them"),
    highestPr: column.number("highest PR among them"),
  },
  cypher: `
    MATCH (m:Method {id: $method})
    CALL (m) {
      MATCH (m)<-[:PROPOSES]-(p:Paper)
      RETURN p, null AS r, null AS task
      UNION ALL
      MATCH (m)<-[:OF_METHOD]-(r:Result)-[:REPORTED_IN]->(p:Paper)
      MATCH (r)-[:ON_TASK]->(t:Task)
      RETURN p, r, t.id AS task
    }
    WITH m, p, count(r) AS results, collect(DISTINCT task) AS tasks, max(r.ar) AS highestAr, max(r.pr) AS highestPr
    RETURN p.id AS paper, p.title AS title, p.year AS year, EXISTS { (p)-[:PROPOSES]->(m) } AS proposes, results,
           COLLECT { UNWIND tasks AS id RETURN id ORDER BY id } AS tasks, highestAr, highestPr
    ORDER BY results DESC, proposes DESC, paper
    LIMIT toInteger($limit)`,
});
