import { z } from "zod";
import { query } from "../../driver/query.ts";

/** Forgets what was computed for a scheme on a model, where no worker is at it, so that it is computed again. */
export const forgetEvaluations = query({
  mode: "write",
  bookkeeping: true,
  params: z.strictObject({ scheme: z.string(), original: z.string() }),
  row: z.object({ forgotten: z.number() }),
  cypher: `
    OPTIONAL MATCH (e:Evaluation {scheme: $scheme, original: $original}) WHERE e.state <> "leased"
    DETACH DELETE e
    RETURN count(*) AS forgotten`,
});
