import { z } from "zod";
import { query } from "../../driver/query.ts";

const named = z.object({ id: z.string(), name: z.string() });

/**
 * The names that a reader of papers looks for: methods with the papers that propose them, searches
 * over methods, tasks with what distinguishes their networks apart, papers. One row.
 *
 *   (:Paper {id, title})-[:PROPOSES]->(:Method {id, name})
 *   (:Result {algorithm})-[:REPORTED_IN]->(:Paper)
 *   (:Dataset)<-[:ON_DATASET]-(:Task {parameters, flops})-[:OF_NETWORK]->(:Network)
 */
export const namesInPapers = query({
  mode: "read",
  params: z.strictObject({}),
  row: z.object({
    papers: z.array(z.object({ id: z.string(), title: z.string(), year: z.number().nullable() })),
    methods: z.array(named.extend({ papers: z.array(z.string()) })),
    algorithms: z.array(z.string()),
    tasks: z.array(
      z.object({
        id: z.string(),
        network: named,
        dataset: named,
        parameters: z.number().nullable(),
        flops: z.number().nullable(),
        papers: z.number(),
      }),
    ),
  }),
  cypher: `
    RETURN
      COLLECT { MATCH (p:Paper) RETURN p {.id, .title, .year} ORDER BY p.id } AS papers,
      COLLECT { MATCH (m:Method) RETURN m {.id, .name,
        papers: COLLECT { MATCH (p:Paper)-[:PROPOSES]->(m) RETURN p.id ORDER BY p.id }} ORDER BY m.id } AS methods,
      COLLECT { MATCH (r:Result) WHERE r.algorithm IS NOT NULL RETURN DISTINCT r.algorithm AS algorithm ORDER BY algorithm } AS algorithms,
      COLLECT { MATCH (d:Dataset)<-[:ON_DATASET]-(t:Task)-[:OF_NETWORK]->(n:Network)
        RETURN {id: t.id, network: n {.id, .name}, dataset: d {.id, .name}, parameters: t.parameters, flops: t.flops,
                papers: COUNT { MATCH (t)<-[:ON_TASK]-(:Result)-[:REPORTED_IN]->(p:Paper) RETURN DISTINCT p }} ORDER BY t.id } AS tasks`,
});
