import { z } from "zod";
import { query } from "../../driver/query.ts";
import { auditedRow, returnAudited } from "../../rows/audited-result.ts";

/**
 * The published results of some methods on some networks, as the auditor reads them: what new
 * results of these methods can contradict.
 *
 *   (:Method {id})<-[:OF_METHOD]-(:Result)-[:ON_TASK]->(:Task)-[:OF_NETWORK]->(:Network {name})
 * `networkFamilies` are the first words of the networks' names, in small letters: `resnet-56`.
 */
export const comparableResults = query({
  mode: "read",
  params: z.strictObject({ methodIds: z.array(z.string()), networkFamilies: z.array(z.string()) }),
  row: auditedRow,
  cypher: `
    MATCH (m:Method) WHERE m.id IN $methodIds
    MATCH (r:Result)-[:OF_METHOD]->(m)
    MATCH (r)-[:ON_TASK]->(t:Task)-[:OF_NETWORK]->(n:Network) WHERE toLower(split(coalesce(n.name, n.id), ' ')[0]) IN $networkFamilies
    MATCH (t)-[:ON_DATASET]->(d:Dataset), (r)-[reported:REPORTED_IN]->(p:Paper)${returnAudited}`,
});
