import { z } from "zod";
import { query } from "../../driver/query.ts";
import { asPrinted, taskAsAudited } from "../../rows/audited-result.ts";
import { flopsConventions } from "../../vocabulary.ts";

const number = z.number().nullable();

/**
 * Results of one task that are looked at: more hardly change a median, and would be read at every
 * ingest.
 */
const mostOfTask = 500;

/**
 * What papers say of some networks before compression: each accuracy and number of FLOPs once for
 * each paper, with one result that has them. Where a task has very many results, some of them speak
 * for all.
 *
 *   (:Network {name})<-[:OF_NETWORK]-(:Task)<-[:ON_TASK]-(:Result {baseAccuracy, baseFlops})-[:REPORTED_IN]->(:Paper)
 * `networkFamilies` are the first words of the networks' names, in small letters: `resnet-56`.
 */
export const reportedBaselines = query({
  mode: "read",
  params: z.strictObject({ networkFamilies: z.array(z.string()) }),
  row: z.object({
    id: z.string(),
    paper: z.string(),
    locator: z.string(),
    task: z.object({
      id: z.string(),
      network: z.string(),
      networkName: z.string().nullable(),
      dataset: z.string(),
      categories: number,
      parameters: number,
      flops: number,
    }),
    baseAccuracy: number,
    baseFlops: number,
    flopsConvention: z.enum(flopsConventions).nullable(),
    derived: z.array(z.string()).nullable(),
  }),
  cypher: `
    MATCH (n:Network) WHERE toLower(split(coalesce(n.name, n.id), ' ')[0]) IN $networkFamilies
    MATCH (n)<-[:OF_NETWORK]-(t:Task)-[:ON_DATASET]->(d:Dataset)
    CALL (t) {
      MATCH (t)<-[:ON_TASK]-(r:Result)-[reported:REPORTED_IN]->(p:Paper)
      RETURN r, reported, p LIMIT ${mostOfTask}
    }
    WITH n, t, d, p, r, reported ORDER BY r.id
    WITH n, t, d, p, r.baseAccuracy AS baseAccuracy, ${asPrinted.baseFlops} AS baseFlops,
         r.flopsConvention AS flopsConvention, r.derived AS derived, collect(r.id)[0] AS id, collect(reported.locator)[0] AS locator
    RETURN id, p.id AS paper, locator, ${taskAsAudited},
           baseAccuracy, baseFlops, flopsConvention, derived
    ORDER BY id`,
});
