import { z } from "zod";
import { query } from "../../driver/query.ts";
import { taskFeatures } from "../../rows/task-features.ts";

/** Kinds of node that people call by several names. */
const labels = z.enum(["Method", "Network", "Dataset", "Task", "Technique", "Paper"]);

/**
 * Every name of everything that has names: an entity's id with its name or title, what else it is
 * called, and what was merged into it.
 *
 *   (:Method | :Network | :Dataset | :Task | :Technique | :Paper {id, name | title})
 *   (:Alias {name})-[:ALIAS_OF]->(entity)
 *   (:MergedMethod | :MergedNetwork | :MergedDataset | :MergedTask {id, name})-[:MERGED_INTO*]->(entity)
 *
 * `entity` is the id of what the name means; `features` are those of a task that was merged away.
 */
export const namedEntities = query({
  mode: "read",
  params: z.strictObject({}),
  row: z.object({
    label: labels,
    entity: z.string(),
    id: z.string().nullable(),
    name: z.string().nullable(),
    how: z.enum(["entity", "alias", "merged"]),
    features: taskFeatures.nullable(),
  }),
  cypher: `
    CALL () {
      MATCH (n:Method|Network|Dataset|Task|Technique|Paper)
      RETURN n, n.id AS id, coalesce(n.name, n.title) AS name, "entity" AS how, null AS features
      UNION ALL
      MATCH (alias:Alias)-[:ALIAS_OF]->(n:Method|Network|Dataset|Task)
      RETURN n, null AS id, alias.name AS name, "alias" AS how, null AS features
      UNION ALL
      MATCH (task:MergedMethod|MergedNetwork|MergedDataset|MergedTask)-[:MERGED_INTO*]->(n:Method|Network|Dataset|Task)
      RETURN n, task.id AS id, task.name AS name, "merged" AS how,
             CASE WHEN task:MergedTask THEN task {.categories, .imageSize, .channels, .dataAmount, .parameters, .flops, .accuracy} END AS features
    }
    RETURN [label IN labels(n) WHERE label IN ["Method", "Network", "Dataset", "Task", "Technique", "Paper"]][0] AS label,
           n.id AS entity, id, name, how, features
    ORDER BY how, label, entity, id, name`,
});
