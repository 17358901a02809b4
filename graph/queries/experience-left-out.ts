import { z } from "zod";
import { query } from "../query.ts";
import { usable, usableParams } from "./experience-rows.ts";

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
 * How many published results `experienceRows` leaves out, and why: a row for each reason that occurs. With its rows they are all results.
 *
 *   (:Result {ar, pr, variant})-[:OF_METHOD]->(:Method)<-[:OF_METHOD]-(:Strategy)
 */
export const experienceLeftOut = query({
  mode: "read",
  params: usableParams,
  row: z.object({
    why: z.enum(Object.keys(leftOutReasons) as [LeftOutReason, ...LeftOutReason[]]),
    results: z.number(),
  }),
  cypher: `
    MATCH (r:Result)
    OPTIONAL MATCH (r)-[:OF_METHOD]->(m:Method)
    ${usable}
    WHERE why IS NOT NULL
    RETURN why, count(*) AS results
    ORDER BY why`,
});
