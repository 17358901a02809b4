import { z } from "zod";
import { fromJsonText, toJsonText } from "../../driver/json-text.ts";
import { query } from "../../driver/query.ts";
import { GraphError } from "../../errors.ts";
import { studiesLearnedFrom } from "../../rows/study.ts";

/**
 * Notes which earlier studies a study learns from, and how many trials of each, for good: a study
 * that goes on later goes on with the same. Returns those that count.
 *
 *   (:Study {name, earlier})
 */
export const pinEarlierStudies = query({
  mode: "write",
  params: z.strictObject({ study: z.string(), earlier: toJsonText(studiesLearnedFrom) }),
  row: z.object({ earlier: fromJsonText(studiesLearnedFrom) }),
  empty: ({ study }) => new GraphError("not_found", `There is no study "${study}".`),
  cypher: `
    MATCH (study:Study {name: $study})
    SET study.earlier = coalesce(study.earlier, $earlier)
    RETURN study.earlier AS earlier`,
});
