import { z } from "zod";
import { query } from "../../driver/query.ts";
import { GraphError } from "../../errors.ts";
import { taskFeatures } from "../../rows/task-features.ts";

const named = z.strictObject({ id: z.string().min(1), name: z.string().min(1) });

/**
 * Makes sure a task, its data set and its network are in the graph. The same call again changes
 * nothing; other features under the same id are a conflict, because results on the task would no
 * longer mean what they meant.
 *
 *   (:Task {id, the seven features})-[:ON_DATASET]->(:Dataset)   (:Task)-[:OF_NETWORK]->(:Network)
 *   (:Network)-[:IN_FAMILY]->(:NetworkFamily)
 *
 * A data set or network that was merged into another stands for that one. A network that is in a
 * family already stays in that.
 */
export const mergeTask = query({
  mode: "write",
  params: z.strictObject({
    id: z.string().min(1),
    features: taskFeatures,
    dataset: named,
    network: named.extend({ family: named.optional() }),
  }),
  row: z.object({ id: z.string() }),
  empty: ({ id }) =>
    new GraphError("conflict", `The task "${id}" is in the graph with other features; choose another id.`),
  cypher: `
    MERGE (task:Task {id: $id})
    ON CREATE SET task += $features
    WITH task
    WHERE all(key IN keys($features) WHERE coalesce(task[key] = $features[key], task[key] IS NULL AND $features[key] IS NULL))
    OPTIONAL MATCH (:MergedDataset {id: $dataset.id})-[:MERGED_INTO*]->(dataset:Dataset)
    OPTIONAL MATCH (:MergedNetwork {id: $network.id})-[:MERGED_INTO*]->(network:Network)
    MERGE (d:Dataset {id: coalesce(dataset.id, $dataset.id)}) ON CREATE SET d.name = $dataset.name
    MERGE (n:Network {id: coalesce(network.id, $network.id)}) ON CREATE SET n.name = $network.name
    MERGE (task)-[:ON_DATASET]->(d)
    MERGE (task)-[:OF_NETWORK]->(n)
    FOREACH (family IN CASE WHEN NOT EXISTS { (n)-[:IN_FAMILY]->() } THEN [each IN [$network.family] WHERE each IS NOT NULL] END |
      MERGE (f:NetworkFamily {id: family.id}) ON CREATE SET f.name = family.name
      MERGE (n)-[:IN_FAMILY]->(f))
    RETURN task.id AS id`,
});
