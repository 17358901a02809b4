import { z } from "zod";
import { query } from "../../driver/query.ts";

/**
 * What the graph knows by a name or title like `text`, best match first.
 *
 *   full-text index names over (:Method | :Hyperparameter | :Technique | :Paper | :Task | :Dataset | :Network | :Study)
 *
 * `text` is taken as plain words: signs that mean something to the index are quoted.
 */
export const searchNames = query({
  mode: "read",
  params: z.strictObject({
    text: z
      .string()
      .trim()
      .min(1)
      .transform((text) => text.replace(/[+\-&|!(){}[\]^"~*?:\\/<>]/g, "\\$&").replace(/\b(AND|OR|NOT)\b/g, '"$1"')),
    atMost: z.number().int().positive().max(1000).default(20),
  }),
  row: z.object({ label: z.string(), id: z.string(), name: z.string(), score: z.number() }),
  cypher: `
    CALL db.index.fulltext.queryNodes("names", $text) YIELD node, score
    RETURN labels(node)[0] AS label, coalesce(node.id, node.name) AS id,
           coalesce(node.name, node.title, node.id) AS name, score
    ORDER BY score DESC, id
    LIMIT toInteger($atMost)`,
});
