import { z } from "zod";
import { query } from "../../driver/query.ts";
import { familyId } from "../../rows/family-id.ts";

/**
 * What the graph knows by a name or title like `text`, best match first.
 *
 *   full-text index names over
 *     (:Method | :Hyperparameter | :Technique | :Paper | :Task | :Dataset | :Network | :NetworkFamily | :Study)
 *   (:NetworkFamily)<-[:IN_FAMILY]-(:Network)
 *
 * `text` is taken as plain words: signs that mean something to the index are quoted. Where it is the
 * name of a family of networks, however spelled, the family comes first, and all networks in it next.
 */
export const searchNames = query({
  mode: "read",
  params: z
    .strictObject({ text: z.string().trim().min(1), atMost: z.number().int().positive().max(1000).default(20) })
    .transform(({ text, atMost }) => ({
      text: text.replace(/[+\-&|!(){}[\]^"~*?:\\/<>]/g, "\\$&").replace(/\b(AND|OR|NOT)\b/g, '"$1"'),
      family: familyId(text),
      atMost,
    })),
  row: z.object({ label: z.string(), id: z.string(), name: z.string(), score: z.number() }),
  cypher: `
    CALL () {
      CALL db.index.fulltext.queryNodes("names", $text) YIELD node, score
      RETURN node, score, 0 AS kinship
      UNION ALL
      MATCH (node:NetworkFamily {id: $family}) RETURN node, 0.0 AS score, 2 AS kinship
      UNION ALL
      MATCH (:NetworkFamily {id: $family})<-[:IN_FAMILY]-(node:Network) RETURN node, 0.0 AS score, 1 AS kinship
    }
    WITH node, max(score) AS score, max(kinship) AS kinship
    RETURN labels(node)[0] AS label, coalesce(node.id, node.name) AS id,
           coalesce(node.name, node.title, node.id) AS name, score
    ORDER BY kinship DESC, score DESC, id
    LIMIT toInteger($atMost)`,
});
