import { z } from "zod";
import { query } from "../../driver/query.ts";
import type { NamedLabel } from "../../named-queries/define.ts";

/**
 * The names of the nodes of one kind, those with most relationships first; `key` is the property
 * that names them.
 *
 *   (:Label {key})--()
 */
export function busiestNodes(label: NamedLabel, key: string) {
  return query({
    mode: "read",
    params: z.strictObject({}),
    row: z.object({ name: z.string() }),
    cypher: `MATCH (n:${label}) RETURN n.${key} AS name ORDER BY COUNT { (n)--() } DESC, name LIMIT 20000`,
  });
}
