import { z } from "zod";
import { query } from "../../driver/query.ts";
import { featuresOfTask, taskFeatures } from "../../rows/task-features.ts";

const value = z.union([z.number(), z.string()]);
/** Only these ids; null takes all. */
const ids = z.array(z.string()).nullable().default(null);

/**
 * Cypher that returns each node `n` of a label whose id is among a parameter's; an index finds
 * them.
 */
const among = (label: string, parameter: string, n: string) =>
  `UNWIND coalesce($${parameter}, COLLECT { MATCH (all:${label}) RETURN all.id }) AS id MATCH (${n}:${label} {id: id})`;

/**
 * What new knowledge must agree with: everything that a card or a file of results can refer to or
 * contradict. One row.
 *
 *   (:Hyperparameter)-[:OFFERS]->(:Setting)   (:Technique)   (:Paper)-[:PROPOSES]->(:Method)
 *   (:Task)-[:ON_DATASET]->(:Dataset)
 *
 * Of a method, `mergedHyperparameters` and `mergedTechniques` are those that came with another
 * method that was merged into it; the rest is its own. Hyperparameters and techniques of the
 * methods asked for come along.
 */
export const knownVocabulary = query({
  mode: "read",
  params: z.strictObject({ hyperparameters: ids, techniques: ids, papers: ids, methods: ids, tasks: ids }),
  row: z.object({
    hyperparameters: z.array(
      z.object({ id: z.string(), name: z.string(), unit: z.string().nullable(), values: z.array(value) }),
    ),
    techniques: z.array(z.object({ id: z.string(), name: z.string() })),
    papers: z.array(z.object({ id: z.string(), title: z.string(), year: z.number().nullable() })),
    methods: z.array(
      z.object({
        id: z.string(),
        papers: z.array(z.string()),
        hyperparameters: z.array(z.string()),
        mergedHyperparameters: z.array(z.string()),
        techniques: z.array(z.string()),
        mergedTechniques: z.array(z.string()),
        /**
         * Whether its card has steps; a method without can still be given some, and more
         * hyperparameters.
         */
        hasSteps: z.boolean(),
      }),
    ),
    tasks: z.array(
      z.object({
        id: z.string(),
        features: taskFeatures,
        dataset: z.object({ id: z.string(), name: z.string() }),
        network: z.object({ id: z.string(), name: z.string() }),
      }),
    ),
  }),
  cypher: `
    CALL () {
      ${among("Method", "methods", "m")}
      RETURN collect(m {.id, hasSteps: coalesce(m.steps <> "[]", false),
        papers: COLLECT { MATCH (p:Paper)-[by:PROPOSES]->(m) WHERE by.merged IS NULL RETURN p.id ORDER BY p.id },
        hyperparameters: COLLECT {
          MATCH (m)-[has:HAS_HYPERPARAMETER]->(h:Hyperparameter) WHERE has.merged IS NULL RETURN h.id ORDER BY has.position },
        mergedHyperparameters: COLLECT {
          MATCH (m)-[has:HAS_HYPERPARAMETER]->(h:Hyperparameter) WHERE has.merged IS NOT NULL RETURN h.id ORDER BY h.id },
        techniques: COLLECT {
          MATCH (m)-[uses:USES_TECHNIQUE]->(t:Technique) WHERE uses.merged IS NULL RETURN t.id ORDER BY t.id },
        mergedTechniques: COLLECT {
          MATCH (m)-[uses:USES_TECHNIQUE]->(t:Technique) WHERE uses.merged IS NOT NULL RETURN t.id ORDER BY t.id }}) AS methods
    }
    CALL (methods) {
      WITH reduce(all = [], m IN methods | all + m.hyperparameters + m.mergedHyperparameters) AS ofMethods
      UNWIND coalesce($hyperparameters + ofMethods, COLLECT { MATCH (all:Hyperparameter) RETURN all.id }) AS id
      WITH DISTINCT id
      MATCH (h:Hyperparameter {id: id})
      RETURN collect(h {.id, .name, .unit, values: COLLECT {
        MATCH (h)-[offers:OFFERS]->(x:Setting) RETURN x.value ORDER BY offers.position }}) AS hyperparameters
    }
    CALL (methods) {
      WITH reduce(all = [], m IN methods | all + m.techniques + m.mergedTechniques) AS ofMethods
      UNWIND coalesce($techniques + ofMethods, COLLECT { MATCH (all:Technique) RETURN all.id }) AS id
      WITH DISTINCT id
      MATCH (t:Technique {id: id})
      RETURN collect(t {.id, .name}) AS techniques
    }
    CALL () {
      ${among("Paper", "papers", "p")}
      RETURN collect(p {.id, .title, .year}) AS papers
    }
    CALL () {
      ${among("Task", "tasks", "task")}
      MATCH (d:Dataset)<-[:ON_DATASET]-(task)-[:OF_NETWORK]->(n:Network)
      RETURN collect({id: task.id, features: task ${featuresOfTask}, dataset: d {.id, .name}, network: n {.id, .name}}) AS tasks
    }
    RETURN hyperparameters, techniques, papers, methods, tasks`,
});
