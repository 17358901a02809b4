import { z } from "zod";
import { query } from "../../driver/query.ts";
import { tableOneMethods } from "../../vocabulary.ts";

const count = z.number();

/** How many of each kind that is embedded (paper, section 3.3.1, E1 to E5 and R1 to R5). */
const embedded = {
  entities: z.object({ Strategy: count, Method: count, Hyperparameter: count, Setting: count, Technique: count }),
  relationships: z.object({
    OF_METHOD: count,
    WITH_SETTING: count,
    HAS_HYPERPARAMETER: count,
    USES_TECHNIQUE: count,
    OFFERS: count,
  }),
};

/** Cypher that counts both kinds from a list `$methods` of Method nodes down. */
function countsOf(methods: string): string {
  return `
      CALL (${methods}) {
        UNWIND ${methods} AS m
        OPTIONAL MATCH (m)-[:USES_TECHNIQUE]->(t:Technique)
        RETURN count(DISTINCT m) AS methodCount, count(DISTINCT t) AS techniques, count(t) AS uses
      }
      CALL (${methods}) {
        UNWIND ${methods} AS m
        OPTIONAL MATCH (m)-[:HAS_HYPERPARAMETER]->(h:Hyperparameter)
        RETURN collect(DISTINCT h) AS hyperparameters, count(h) AS has
      }
      CALL (hyperparameters) {
        UNWIND hyperparameters AS h
        OPTIONAL MATCH (h)-[:OFFERS]->(x:Setting)
        RETURN count(DISTINCT x) AS settings, count(x) AS offers
      }
      CALL (${methods}) {
        UNWIND ${methods} AS m
        OPTIONAL MATCH (s:Strategy)-[:OF_METHOD]->(m)
        RETURN count(s) AS strategies, sum(COUNT { (s)-[:WITH_SETTING]->(:Setting) }) AS withSetting
      }
      RETURN {
        entities: {Strategy: strategies, Method: methodCount, Hyperparameter: size(hyperparameters), Setting: settings, Technique: techniques},
        relationships: {OF_METHOD: strategies, WITH_SETTING: withSetting, HAS_HYPERPARAMETER: has, USES_TECHNIQUE: uses, OFFERS: offers}
      }`;
}

/**
 * How much the graph holds: one row.
 *
 * `tableOne` counts the paper's six methods with what they are made of. `entities` and
 * `relationships` count the search space, which is what is embedded: every method that has
 * strategies, with what those methods are made of. The other numbers count everything, methods and
 * techniques known from papers alone included. OF_METHOD and WITH_SETTING also lead from a Result;
 * those are not counted here.
 */
export const graphStats = query({
  mode: "read",
  params: z.strictObject({}).transform(() => ({ tableOne: [...tableOneMethods] })),
  row: z.object({
    tableOne: z.object(embedded),
    ...embedded,
    executableStrategies: count,
    methods: z.object({ all: count, executable: count, knowledgeOnly: count }),
    techniques: count,
    papers: count,
    results: count,
    resultsWithoutSource: count,
    tasks: count,
    studies: count,
    trials: count,
    schemes: count,
    embeddingRuns: count,
  }),
  cypher: `
    CALL () {
      WITH COLLECT { MATCH (m:Method) WHERE m.id IN $tableOne RETURN m } AS six
      ${countsOf("six")} AS tableOne
    }
    CALL () {
      WITH COLLECT { MATCH (m:Method) WHERE EXISTS { (:Strategy)-[:OF_METHOD]->(m) } RETURN m } AS space
      ${countsOf("space")} AS space
    }
    RETURN tableOne, space.entities AS entities, space.relationships AS relationships,
    COUNT { (:Strategy {executable: true}) } AS executableStrategies,
    {
      all: COUNT { (:Method) },
      executable: COUNT { (:Method {executable: true}) },
      knowledgeOnly: COUNT { (:Method {executable: false}) }
    } AS methods,
    COUNT { (:Technique) } AS techniques,
    COUNT { (:Paper) } AS papers, COUNT { (:Result) } AS results,
    COUNT { MATCH (r:Result) WHERE NOT EXISTS { MATCH (r)-[at:REPORTED_IN]->(:Paper) WHERE at.locator <> "" } RETURN r } AS resultsWithoutSource,
    COUNT { (:Task) } AS tasks,
    COUNT { (:Study) } AS studies, COUNT { (:Trial) } AS trials, COUNT { (:Scheme) } AS schemes,
    COUNT { (:EmbeddingRun) } AS embeddingRuns`,
});
