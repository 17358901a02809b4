import { z } from "zod";
import { query } from "../../driver/query.ts";

const number = z.number().nullable();

/**
 * The trials of a study in the order they were made, with their figures alone: no stages, no parts of the scheme. Of
 * tens of thousands too.
 *
 *   (:Trial)-[:IN_STUDY]->(:Study {name})   (:Trial)-[:EVALUATES]->(:Scheme)
 */
export const trialPoints = query({
  mode: "read",
  params: z.strictObject({ study: z.string() }),
  row: z
    .object({
      number: z.number(),
      state: z.enum(["complete", "pruned", "failed"]),
      scheme: z.string(),
      pr: number,
      fr: number,
      lr: number,
      ar: number,
      accuracy: number,
      validationAr: number,
      validationAccuracy: number,
      parameters: number,
      flops: number,
      latencyMs: number,
      arStep: number,
      prStep: number,
      predictedArStep: number,
      predictedPrStep: number,
      seconds: number,
      artifact: z.string().nullable(),
    })
    .transform((point) => ({ ...point, strategyIds: point.scheme === "START" ? [] : point.scheme.split(" -> ") })),
  cypher: `
    MATCH (trial:Trial)-[:IN_STUDY]->(:Study {name: $study}), (trial)-[:EVALUATES]->(scheme:Scheme)
    RETURN trial.number AS number, trial.state AS state, scheme.id AS scheme, trial.pr AS pr, trial.fr AS fr,
           trial.lr AS lr, trial.ar AS ar, trial.accuracy AS accuracy, trial.validationAr AS validationAr,
           trial.validationAccuracy AS validationAccuracy, trial.parameters AS parameters, trial.flops AS flops,
           trial.latencyMs AS latencyMs, trial.arStep AS arStep, trial.prStep AS prStep,
           trial.predictedArStep AS predictedArStep, trial.predictedPrStep AS predictedPrStep,
           trial.seconds AS seconds, trial.artifact AS artifact
    ORDER BY number`,
});
