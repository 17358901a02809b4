import { z } from "zod";
import * as column from "../columns.ts";
import { namedQuery, nodeId } from "../define.ts";
import * as parameter from "../parameters.ts";

/**
 * Where papers disagree by their numbers: one method, one task, about the same part of the
 * parameters removed, accuracy far apart.
 *
 *   (:Task {id})<-[:ON_TASK]-(:Result {ar, pr})-[:OF_METHOD]->(:Method)
 *   (:Result)-[:REPORTED_IN {locator}]->(:Paper)
 *
 * PR is cut into bands of equal width. Results of one paper do not disagree, they differ by
 * settings. Takes nothing on trust that ingest noted: `contradictions` has what was noted.
 */
export const disagreements = namedQuery({
  name: "disagreements",
  title: "Where do papers disagree about a method on a task, by their numbers?",
  description:
    "For each method and band of PR, the two results of different papers whose AR is farthest apart, where that is at least apart. Other settings, training or another baseline may explain it: both places are given.",
  parameters: {
    task: parameter.task,
    apart: z
      .number()
      .positive()
      .default(0.01)
      .meta({ description: "least difference in AR, a fraction", examples: [0.02] }),
    band: z
      .number()
      .min(0.001)
      .max(1)
      .default(0.05)
      .meta({ description: "width of a band of PR, a fraction", examples: [0.1] }),
    limit: parameter.limit(50),
  },
  columns: {
    method: column.method,
    fromPr: column.count("where the band begins"),
    apart: column.count("difference in AR"),
    higherAr: column.ar.meta({ description: "the higher AR" }),
    higherPr: column.pr.meta({ description: "the PR it has" }),
    higherPaper: nodeId("Paper", "the paper that prints it"),
    higherLocator: column.locator,
    lowerAr: column.ar.meta({ description: "the lower AR" }),
    lowerPr: column.pr.meta({ description: "the PR it has" }),
    lowerPaper: nodeId("Paper", "the paper that prints it"),
    lowerLocator: column.locator,
  },
  cypher: `
    MATCH (:Task {id: $task})<-[:ON_TASK]-(r:Result)
    WHERE r.ar IS NOT NULL AND r.pr IS NOT NULL
    MATCH (r)-[:OF_METHOD]->(m:Method)
    WITH m, floor(r.pr / $band) AS band, collect(r) AS results, max(r.ar) - min(r.ar) AS widest
    WHERE widest >= $apart
    UNWIND results AS r
    MATCH (r)-[reported:REPORTED_IN]->(p:Paper)
    WITH m, band, {ar: r.ar, pr: r.pr, paper: p.id, locator: reported.locator, id: r.id} AS result
    ORDER BY result.ar, result.id
    WITH m, band, collect(result) AS results
    WITH m, band, results[0] AS lowest, results[-1] AS highest, results
    // Where one paper has both ends, the widest pair of two papers keeps one of them.
    UNWIND [{lower: lowest, higher: [r IN results WHERE r.paper <> lowest.paper][-1]},
            {lower: [r IN results WHERE r.paper <> highest.paper][0], higher: highest}] AS pair
    WITH m, band, pair.lower AS lower, pair.higher AS higher
    WHERE higher.ar - lower.ar >= $apart
    WITH m, band, lower, higher ORDER BY higher.ar - lower.ar DESC, higher.id, lower.id
    WITH m, band, collect({lower: lower, higher: higher})[0] AS pair
    WITH m, band, pair.lower AS lower, pair.higher AS higher
    RETURN m.id AS method, band * $band AS fromPr, higher.ar - lower.ar AS apart,
           higher.ar AS higherAr, higher.pr AS higherPr, higher.paper AS higherPaper, higher.locator AS higherLocator,
           lower.ar AS lowerAr, lower.pr AS lowerPr, lower.paper AS lowerPaper, lower.locator AS lowerLocator
    ORDER BY apart DESC, method, fromPr
    LIMIT toInteger($limit)`,
});
