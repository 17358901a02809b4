import { z } from "zod";
import { query } from "../../driver/query.ts";

const number = z.number().nullable();

/**
 * What is known about a task from papers and from our own trials together, highest AR first; `kind`
 * keeps the two apart.
 *
 *   (:Result | :Trial {ar, pr, fr, accuracy, baseAccuracy, parameters, flops})-[:ON_TASK]->(:Task {id})
 *
 * `source` is the paper and the place in it, or the study and the trial's number.
 */
export const outcomesOnTask = query({
  mode: "read",
  params: z.strictObject({
    taskId: z.string(),
    leastPr: z.number().default(0),
    atMost: z.number().int().positive().max(10_000).default(100),
  }),
  row: z.object({
    kind: z.enum(["published", "measured"]),
    source: z.string(),
    what: z.string(),
    ar: z.number(),
    pr: z.number(),
    fr: number,
    accuracy: number,
    baseAccuracy: number,
    parameters: number,
    flops: number,
  }),
  cypher: `
    MATCH (o:Result|Trial)-[:ON_TASK]->(:Task {id: $taskId})
    WHERE o.ar IS NOT NULL AND o.pr >= $leastPr
    WITH o ORDER BY o.ar DESC, o.pr DESC, coalesce(o.id, o.key)
    LIMIT toInteger($atMost)
    RETURN CASE WHEN o:Result THEN "published" ELSE "measured" END AS kind,
           coalesce([(o)-[reported:REPORTED_IN]->(p:Paper) | p.id + ", " + reported.locator][0], o.key) AS source,
           coalesce(o.algorithm, [(o)-[:OF_METHOD]->(m:Method) | m.id][0], [(o)-[:EVALUATES]->(s:Scheme) | s.id][0]) AS what,
           o.ar AS ar, o.pr AS pr, o.fr AS fr, o.accuracy AS accuracy, o.baseAccuracy AS baseAccuracy,
           o.parameters AS parameters, o.flops AS flops`,
});
