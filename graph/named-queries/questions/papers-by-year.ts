import { z } from "zod";
import * as column from "../columns.ts";
import { namedQuery } from "../define.ts";
import * as parameter from "../parameters.ts";

/**
 * The papers of each year, the methods they propose and the results taken from them.
 *
 *   (:Paper {year})-[:PROPOSES]->(:Method)   (:Result)-[:REPORTED_IN]->(:Paper)
 */
export const papersByYear = namedQuery({
  name: "papers-by-year",
  title: "What appeared when?",
  description:
    "A timeline: for each year the number of papers in the graph, the methods they propose and how many results are taken from them.",
  parameters: {
    from: z
      .number()
      .int()
      .default(1900)
      .meta({ description: "first year", examples: [2015] }),
    to: z
      .number()
      .int()
      .default(2200)
      .meta({ description: "last year", examples: [2025] }),
    limit: parameter.limit(100),
  },
  columns: {
    year: column.year,
    papers: column.count("papers of that year"),
    methods: column.ids("Method", "methods they propose"),
    results: column.count("results taken from them"),
  },
  cypher: `
    MATCH (p:Paper)
    WHERE p.year >= $from AND p.year <= $to
    WITH p.year AS year, p, COUNT { (p)<-[:REPORTED_IN]-() } AS results // only results lead there: a count of the ends is enough
    WITH year, count(p) AS papers, sum(results) AS results, collect([(p)-[:PROPOSES]->(m:Method) | m.id]) AS proposed
    RETURN year, papers, COLLECT { UNWIND proposed AS list UNWIND list AS id RETURN DISTINCT id ORDER BY id } AS methods, results
    ORDER BY year
    LIMIT toInteger($limit)`,
});
