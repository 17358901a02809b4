import { z } from "zod";
import { query } from "../query.ts";

const count = z.number();

/**
 * How much the graph holds: one row.
 *
 * `entities` and `relationships` are the five kinds of each that are embedded (paper, section 3.3.1); OF_METHOD and WITH_SETTING
 * also lead from a Result, and those are not counted here.
 */
export const graphStats = query({
  mode: "read",
  params: z.strictObject({}),
  row: z.object({
    entities: z.object({ Strategy: count, Method: count, Hyperparameter: count, Setting: count, Technique: count }),
    relationships: z.object({
      OF_METHOD: count,
      WITH_SETTING: count,
      HAS_HYPERPARAMETER: count,
      USES_TECHNIQUE: count,
      OFFERS: count,
    }),
    executableStrategies: count,
    papers: count,
    results: count,
    tasks: count,
    studies: count,
    trials: count,
    schemes: count,
    embeddingRuns: count,
  }),
  cypher: `
    RETURN {
      Strategy: COUNT { (:Strategy) },
      Method: COUNT { (:Method) },
      Hyperparameter: COUNT { (:Hyperparameter) },
      Setting: COUNT { (:Setting) },
      Technique: COUNT { (:Technique) }
    } AS entities, {
      OF_METHOD: COUNT { (:Strategy)-[:OF_METHOD]->(:Method) },
      WITH_SETTING: COUNT { (:Strategy)-[:WITH_SETTING]->(:Setting) },
      HAS_HYPERPARAMETER: COUNT { (:Method)-[:HAS_HYPERPARAMETER]->(:Hyperparameter) },
      USES_TECHNIQUE: COUNT { (:Method)-[:USES_TECHNIQUE]->(:Technique) },
      OFFERS: COUNT { (:Hyperparameter)-[:OFFERS]->(:Setting) }
    } AS relationships,
    COUNT { (:Strategy {executable: true}) } AS executableStrategies,
    COUNT { (:Paper) } AS papers, COUNT { (:Result) } AS results, COUNT { (:Task) } AS tasks,
    COUNT { (:Study) } AS studies, COUNT { (:Trial) } AS trials, COUNT { (:Scheme) } AS schemes,
    COUNT { (:EmbeddingRun) } AS embeddingRuns`,
});
