import { z } from "zod";
import { query } from "../../driver/query.ts";
import { strategyIdsOf } from "../../rows/trial.ts";

const number = z.number();
const rate = z.number().nullable();
const figures = {
  ...{ pr: number, fr: number, lr: rate, ar: number, accuracy: number, validationAr: number },
  ...{ validationAccuracy: number, parameters: number, flops: number, latencyMs: rate },
  ...{ arStep: rate, prStep: rate, predictedArStep: rate, predictedPrStep: rate, seconds: rate },
};
const none = Object.fromEntries(Object.keys(figures).map((name) => [name, z.null()])) as Record<
  keyof typeof figures,
  z.ZodNull
>;
const named = { number, scheme: z.string() };

const point = z.discriminatedUnion("state", [
  z.object({ ...named, state: z.literal(["complete", "pruned"]), ...figures }),
  z.object({ ...named, state: z.literal("failed"), ...none }),
]);

const row = point.transform((point) => ({ ...point, strategyIds: strategyIdsOf(point.scheme) }));
const columns = `trial.number AS number, scheme.id AS scheme, trial.state AS state, ${Object.keys(figures)
  .map((name) => `trial.${name} AS ${name}`)
  .join(", ")}`;

/**
 * The trials of a study in the order they were made, with their figures alone: no stages, no files. Of tens of
 * thousands too.
 *
 *   (:Trial)-[:IN_STUDY]->(:Study {name})   (:Trial)-[:EVALUATES]->(:Scheme)
 */
export const trialPoints = query({
  mode: "read",
  params: z.strictObject({ study: z.string() }),
  row,
  cypher: `
    MATCH (trial:Trial)-[:IN_STUDY]->(:Study {name: $study}), (trial)-[:EVALUATES]->(scheme:Scheme)
    RETURN ${columns} ORDER BY number`,
});

/** The same of trials with these numbers, found by their keys; none for a number that no trial has. */
export const someTrialPoints = query({
  mode: "read",
  params: z
    .strictObject({ study: z.string(), numbers: z.array(z.int()) })
    .transform(({ study, numbers }) => ({ study, keys: numbers.map((number) => `${study}#${number}`) })),
  row,
  cypher: `
    UNWIND $keys AS key
    MATCH (trial:Trial {key: key})-[:IN_STUDY]->(:Study {name: $study}), (trial)-[:EVALUATES]->(scheme:Scheme)
    RETURN ${columns} ORDER BY number`,
});

/** A trial in figures. */
export type TrialPoint = z.output<typeof trialPoints.row>;
