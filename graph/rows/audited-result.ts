import { z } from "zod";
import { flopsConventions } from "../vocabulary.ts";
import { settingsRow } from "./settings.ts";

const number = z.number().nullish();

/**
 * A published result with all that the auditor looks at: its figures as printed, its method and
 * techniques, its task.
 */
export const auditedRow = z.object({
  id: z.string(),
  paper: z.string(),
  locator: z.string(),
  task: z.object({
    id: z.string(),
    network: z.string(),
    networkName: z.string().nullish(),
    dataset: z.string(),
    categories: number,
    parameters: number,
    flops: number,
  }),
  method: z.string().nullable(),
  techniques: z.array(z.string()),
  settings: settingsRow,
  variant: z.string().nullish(),
  accuracy: number,
  baseAccuracy: number,
  parameters: number,
  baseParameters: number,
  flops: number,
  baseFlops: number,
  flopsConvention: z.enum(flopsConventions).nullish(),
  pr: number,
  fr: number,
  printedAr: number,
  printedDelta: number,
  derived: z.array(z.string()).nullish(),
  target: number,
});

/**
 * Figures of a Result `r` as its source prints them, in Cypher. A Result without a convention for
 * its FLOPs is of the first version, which kept only 2 x MACs, and counts before compression only
 * as they are known of the task.
 */
export const asPrinted = {
  flops: "CASE WHEN r.flopsConvention IS NULL THEN r.flops ELSE r.printedFlops END",
  baseFlops: "CASE WHEN r.flopsConvention IS NULL THEN null ELSE r.printedBaseFlops END",
  baseParameters: "CASE WHEN r.flopsConvention IS NULL THEN null ELSE r.printedBaseParameters END",
};

/** Cypher of a row's task, where `t` (Task), `n` (Network) and `d` (Dataset) are known. */
export const taskAsAudited =
  "t {.id, .categories, .parameters, .flops, network: n.id, networkName: n.name, dataset: d.id} AS task";

/**
 * Cypher that returns such rows, after `r` (Result), `reported` (REPORTED_IN), `p` (Paper), `t`
 * (Task), `n` (Network), `d` (Dataset), `m` (Method or null).
 */
export const returnAudited = `
    RETURN r.id AS id, p.id AS paper, reported.locator AS locator,
           ${taskAsAudited}, m.id AS method,
           [(m)-[:USES_TECHNIQUE]->(x:Technique) | x.name] AS techniques,
           [(r)-[:WITH_SETTING]->(x:Setting) | x {.hyperparameter, .value}] AS settings,
           r.variant AS variant, r.accuracy AS accuracy, r.baseAccuracy AS baseAccuracy, r.parameters AS parameters, ${asPrinted.baseParameters} AS baseParameters,
           ${asPrinted.flops} AS flops, ${asPrinted.baseFlops} AS baseFlops, r.flopsConvention AS flopsConvention,
           r.pr AS pr, r.fr AS fr, r.printedAr AS printedAr, r.printedDelta AS printedDelta,
           r.derived AS derived, r.target AS target
    ORDER BY id`;
