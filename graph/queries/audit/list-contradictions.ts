import { z } from "zod";
import { query } from "../../driver/query.ts";

const side = z.object({
  result: z.string(),
  source: z.string(),
  accuracy: z.number().nullable(),
  baseAccuracy: z.number().nullable(),
  pr: z.number().nullable(),
  fr: z.number().nullable(),
});

/**
 * Published results that contradict each other, widest first: filtered by method and by paper (null
 * takes all). `delta` is the part of the difference in accuracy that the baselines do not explain.
 *
 *   (:Result)-[:CONTRADICTS {rule, delta, why}]->(:Result)-[:OF_METHOD]->(:Method)
 */
export const listContradictions = query({
  mode: "read",
  params: z.strictObject({
    methodId: z.string().nullable().default(null),
    paperId: z.string().nullable().default(null),
    atMost: z.number().int().positive().max(100_000).default(1_000),
  }),
  row: z.object({
    methodId: z.string(),
    taskId: z.string(),
    rule: z.string(),
    delta: z.number(),
    why: z.string(),
    first: side,
    second: side,
  }),
  cypher: `
    MATCH (p1:Paper)<-[at1:REPORTED_IN]-(a:Result)-[c:CONTRADICTS]->(b:Result)-[at2:REPORTED_IN]->(p2:Paper)
    MATCH (a)-[:OF_METHOD]->(m:Method), (a)-[:ON_TASK]->(t:Task)
    WHERE ($methodId IS NULL OR m.id = $methodId) AND ($paperId IS NULL OR $paperId IN [p1.id, p2.id])
    RETURN m.id AS methodId, t.id AS taskId, c.rule AS rule, c.delta AS delta, c.why AS why,
           a {.accuracy, .baseAccuracy, .pr, .fr, result: a.id, source: p1.id + ", " + at1.locator} AS first,
           b {.accuracy, .baseAccuracy, .pr, .fr, result: b.id, source: p2.id + ", " + at2.locator} AS second
    ORDER BY delta DESC, first.result, second.result
    LIMIT toInteger($atMost)`,
});
