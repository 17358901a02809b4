import { z } from "zod";
import { query } from "../../driver/query.ts";
import { featuresOfTask, taskFeatures } from "../../rows/task-features.ts";

/**
 * Every task with its seven features, and how many published results and trials it has.
 *
 *   (:Task)-[:ON_DATASET]->(:Dataset)   (:Task)-[:OF_NETWORK]->(:Network)
 *   (:Result | :Trial)-[:ON_TASK]->(:Task)
 */
export const listTasks = query({
  mode: "read",
  params: z.strictObject({}),
  row: z.object({
    id: z.string(),
    features: taskFeatures,
    datasetId: z.string(),
    networkId: z.string(),
    results: z.number(),
    trials: z.number(),
  }),
  cypher: `
    MATCH (d:Dataset)<-[:ON_DATASET]-(task:Task)-[:OF_NETWORK]->(n:Network)
    RETURN task.id AS id, task ${featuresOfTask} AS features, d.id AS datasetId, n.id AS networkId,
           COUNT { (:Result)-[:ON_TASK]->(task) } AS results, COUNT { (:Trial)-[:ON_TASK]->(task) } AS trials
    ORDER BY id`,
});
