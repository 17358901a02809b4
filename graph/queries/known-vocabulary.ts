import { z } from "zod";
import { query } from "../query.ts";
import { featuresOfTask, taskFeatures } from "../task-features.ts";

const value = z.union([z.number(), z.string()]);

/**
 * What new knowledge must agree with: everything that a card or a file of results can refer to or contradict. One row.
 *
 *   (:Hyperparameter)-[:OFFERS]->(:Setting)   (:Technique)   (:Paper)-[:PROPOSES]->(:Method)   (:Task)-[:ON_DATASET]->(:Dataset)
 */
export const knownVocabulary = query({
  mode: "read",
  params: z.strictObject({}),
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
        techniques: z.array(z.string()),
        /** Whether its card has steps; a method without can still be given some, and more hyperparameters. */
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
    RETURN
      COLLECT { MATCH (h:Hyperparameter) RETURN h {.id, .name, .unit, values: COLLECT {
        MATCH (h)-[offers:OFFERS]->(x:Setting) RETURN x.value ORDER BY offers.position }} ORDER BY h.id } AS hyperparameters,
      COLLECT { MATCH (t:Technique) RETURN t {.id, .name} ORDER BY t.id } AS techniques,
      COLLECT { MATCH (p:Paper) RETURN p {.id, .title, .year} ORDER BY p.id } AS papers,
      COLLECT { MATCH (m:Method) RETURN m {.id, hasSteps: coalesce(m.steps <> "[]", false),
        papers: COLLECT { MATCH (p:Paper)-[:PROPOSES]->(m) RETURN p.id ORDER BY p.id },
        hyperparameters: COLLECT { MATCH (m)-[has:HAS_HYPERPARAMETER]->(h:Hyperparameter) RETURN h.id ORDER BY has.position },
        techniques: COLLECT { MATCH (m)-[:USES_TECHNIQUE]->(t:Technique) RETURN t.id ORDER BY t.id }} ORDER BY m.id } AS methods,
      COLLECT { MATCH (d:Dataset)<-[:ON_DATASET]-(task:Task)-[:OF_NETWORK]->(n:Network)
        RETURN {id: task.id, features: task ${featuresOfTask}, dataset: d {.id, .name}, network: n {.id, .name}} ORDER BY task.id } AS tasks`,
});
