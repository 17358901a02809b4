import { z } from "zod";
import { query } from "../../driver/query.ts";

const column = z.array(z.number());

/**
 * What decides a study's front, of all its trials in one row: one column each, in one order. A tenth of what their
 * figures are, so tens of thousands of trials are read at once.
 *
 * Trials that failed count and have no place in the columns; `third` is empty without a third rate, and -Infinity for a
 * trial that lacks it.
 *
 *   (:Trial {number, state, pr, validationAr, fr, lr})-[:IN_STUDY]->(:Study {name})
 */
export const trialObjectives = query({
  mode: "read",
  params: z
    .strictObject({ study: z.string(), third: z.enum(["fr", "lr"]).nullable() })
    .transform((given) => ({ ...given, none: Number.NEGATIVE_INFINITY })),
  row: z.object({
    trials: z.number(),
    last: z.number().nullable(),
    seconds: z.number(),
    number: column,
    isComplete: z.array(z.boolean()),
    pr: column,
    validationAr: column,
    third: z.array(z.number().or(z.literal(Number.NEGATIVE_INFINITY))),
  }),
  cypher: `
    MATCH (trial:Trial)-[:IN_STUDY]->(:Study {name: $study})
    WITH trial, trial.state = 'failed' AS failed
    RETURN count(*) AS trials, max(trial.number) AS last, sum(trial.seconds) AS seconds,
           collect(CASE WHEN failed THEN null ELSE trial.number END) AS number,
           collect(CASE WHEN failed THEN null ELSE trial.state = 'complete' END) AS isComplete,
           collect(CASE WHEN failed THEN null ELSE trial.pr END) AS pr,
           collect(CASE WHEN failed THEN null ELSE trial.validationAr END) AS validationAr,
           collect(CASE WHEN failed OR $third IS NULL THEN null ELSE coalesce(trial[$third], $none) END) AS third`,
});

/** The row of it. */
export type TrialObjectives = z.output<typeof trialObjectives.row>;
