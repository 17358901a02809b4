import { z } from "zod";
import { query } from "../../driver/query.ts";

/** Why a published result teaches NN_exp nothing, in the order in which it is asked. */
export const leftOutReasons = {
  ofAlgorithm: "of a search algorithm, which is no method",
  methodWithoutStrategies: "of methods that are knowledge only and have no strategies",
  withoutAr: "without the accuracy before compression",
  withoutPr: "without the reduction of parameters",
  variant: "of a variant of the method",
} as const;
export type LeftOutReason = keyof typeof leftOutReasons;

/**
 * What keeps a result `r` of the method `m`, which is null for a search algorithm's, from teaching
 * NN_exp: a Cypher expression, null where nothing does.
 */
export const whyLeftOut = `CASE
      WHEN m IS NULL THEN "ofAlgorithm"
      WHEN NOT EXISTS { (:Strategy)-[:OF_METHOD]->(m) } THEN "methodWithoutStrategies"
      WHEN r.ar IS NULL THEN "withoutAr"
      WHEN r.pr IS NULL THEN "withoutPr"
      WHEN r.variant IS NOT NULL THEN "variant"
    END`;

/**
 * How many published results `experienceRows` excludes, and why: a row for each reason that occurs.
 * With its rows they are all results.
 *
 *   (:Result {ar, pr, variant})-[:OF_METHOD]->(:Method)<-[:OF_METHOD]-(:Strategy)
 */
export const experienceLeftOut = query({
  mode: "read",
  params: z.strictObject({}),
  row: z.object({
    why: z.enum(Object.keys(leftOutReasons) as [LeftOutReason, ...LeftOutReason[]]),
    results: z.number(),
  }),
  cypher: `
    MATCH (r:Result)
    OPTIONAL MATCH (r)-[:OF_METHOD]->(m:Method)
    WITH ${whyLeftOut} AS why
    WHERE why IS NOT NULL
    RETURN why, count(*) AS results
    ORDER BY why`,
});
