import { z } from "zod";
import { query } from "../../driver/query.ts";

/**
 * The names of the nodes of one kind, to suggest what a misspelt one may mean; `label` and `key`
 * are ours, never a reader's.
 *
 *   (:Label {key})
 */
export function namesOfKind(label: string, key: string) {
  return query({
    mode: "read",
    params: z.strictObject({}),
    row: z.object({ name: z.string() }),
    cypher: `MATCH (n:${label}) RETURN n.${key} AS name ORDER BY name LIMIT 100000`,
  });
}
