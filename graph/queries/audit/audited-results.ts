import { z } from "zod";
import { query } from "../../driver/query.ts";
import { auditedRow, returnAudited } from "../../rows/audited-result.ts";

/**
 * Every published result as the auditor reads it.
 *
 *   (:Result)-[:ON_TASK]->(:Task)-[:OF_NETWORK]->(:Network)
 *   (:Result)-[:REPORTED_IN {locator}]->(:Paper)
 *   (:Task)-[:ON_DATASET]->(:Dataset)
 *   (:Result)-[:OF_METHOD]->(:Method)-[:USES_TECHNIQUE]->(:Technique)
 */
export const auditedResults = query({
  mode: "read",
  params: z.strictObject({}),
  row: auditedRow,
  cypher: `
    MATCH (r:Result)-[:ON_TASK]->(t:Task)-[:OF_NETWORK]->(n:Network), (t)-[:ON_DATASET]->(d:Dataset),
          (r)-[reported:REPORTED_IN]->(p:Paper)
    OPTIONAL MATCH (r)-[:OF_METHOD]->(m:Method)${returnAudited}`,
});
