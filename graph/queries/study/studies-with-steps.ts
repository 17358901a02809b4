import { z } from "zod";
import { query } from "../../driver/query.ts";
import { ids } from "../../ids.ts";
import { featuresOfTask, taskFeatures } from "../../rows/task-features.ts";

/**
 * Every study that measured something with a version of the engine, with its task's features, the
 * original's validation accuracy, and how many trials it has made, those that failed among them.
 *
 *   (:Trial {engineVersion})-[:IN_STUDY]->(:Study {name})-[:ON_TASK]->(:Task)
 */
export const studiesWithSteps = query({
  mode: "read",
  params: z.strictObject({ engineVersion: z.number().int() }),
  row: z.object({
    name: ids.study,
    features: taskFeatures,
    baseValidationAccuracy: z.number().nullable(),
    trials: z.number(),
  }),
  cypher: `
    MATCH (study:Study)-[:ON_TASK]->(task:Task)
    WHERE EXISTS { (study)<-[:IN_STUDY]-(:Trial {engineVersion: $engineVersion}) }
    RETURN study.name AS name, task ${featuresOfTask} AS features,
           study.baseValidationAccuracy AS baseValidationAccuracy, COUNT { (:Trial)-[:IN_STUDY]->(study) } AS trials
    ORDER BY name`,
});
