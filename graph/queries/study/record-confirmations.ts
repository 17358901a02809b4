import { z } from "zod";
import { toJsonText } from "../../driver/json-text.ts";
import { query } from "../../driver/query.ts";
import { GraphError } from "../../errors.ts";
import { confirmation } from "../../rows/confirmation.ts";

/**
 * Records, with the trials of a study's front, what running their schemes again with other seeds
 * gave: all of them, or none.
 *
 *   (:Trial {key, confirmation})
 */
export const recordConfirmations = query({
  mode: "write",
  params: z
    .strictObject({
      study: z.string(),
      confirmed: z.array(z.strictObject({ number: z.number().int(), confirmation: toJsonText(confirmation) })),
    })
    .transform(({ study, confirmed }) => ({
      confirmed: confirmed.map(({ number, confirmation }) => ({ key: `${study}#${number}`, confirmation })),
    })),
  row: z.object({ key: z.string() }),
  empty: () => new GraphError("not_found", "None of the trials that were run again is in the graph."),
  cypher: `
    UNWIND $confirmed AS confirmed
    MATCH (trial:Trial {key: confirmed.key})
    SET trial.confirmation = confirmed.confirmation
    RETURN trial.key AS key`,
});
