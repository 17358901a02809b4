import { z } from "zod";
import { query } from "../../driver/query.ts";
import { GraphError } from "../../errors.ts";
import { trainedOn } from "../../rows/study.ts";

/**
 * Records with a study what training alone gives: the original trained on for as many epochs as
 * its best scheme trained. All null where there is no such scheme.
 *
 *   (:Study {name, trainedOn…})
 */
export const recordTrainedOn = query({
  mode: "write",
  params: z
    .strictObject({ study: z.string(), ...trainedOn })
    .transform(({ study, ...figures }) => ({ study, figures })),
  row: z.object({ name: z.string() }),
  empty: ({ study }) => new GraphError("not_found", `There is no study "${study}".`),
  cypher: `
    MATCH (study:Study {name: $study})
    SET study += $figures
    RETURN study.name AS name`,
});
