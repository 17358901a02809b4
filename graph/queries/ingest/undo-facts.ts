import { z } from "zod";
import { query } from "../../driver/query.ts";

/**
 * Deletes nodes, named by Neo4j's own ids. One that still has a relationship makes this a failure.
 */
export const deleteNodes = query({
  mode: "write",
  params: z.strictObject({ nodes: z.array(z.string()) }),
  row: z.object({ deleted: z.number() }),
  cypher: `
    UNWIND $nodes AS node
    MATCH (n) WHERE elementId(n) = node
    DELETE n
    RETURN count(*) AS deleted`,
});

/**
 * What is still attached to nodes, by kind: how many relationships lead to which kind of node, and
 * three examples.
 *
 *   (n)-[]-(other)
 */
export const attachedTo = query({
  mode: "read",
  params: z.strictObject({ nodes: z.array(z.string()) }),
  row: z.object({ type: z.string(), label: z.string(), count: z.number(), examples: z.array(z.string()) }),
  cypher: `
    UNWIND $nodes AS node
    MATCH (n) WHERE elementId(n) = node
    MATCH (n)-[r]-(other)
    RETURN type(r) AS type, labels(other)[0] AS label, count(DISTINCT r) AS count,
           collect(DISTINCT coalesce(other.id, other.name, other.key, elementId(other)))[..3] AS examples
    ORDER BY label, type`,
});

/**
 * The studies that used nodes: their task, or strategies in the schemes of their trials.
 *
 *   (:Study)-[:ON_TASK]->(n)
 *   (n)<-[:ENDS_WITH]-(:Scheme)<-[:EXTENDS*0..]-(:Scheme)<-[:EVALUATES]-(:Trial)-[:IN_STUDY]->(:Study)
 */
export const studiesOn = query({
  mode: "read",
  params: z.strictObject({ nodes: z.array(z.string()) }),
  row: z.object({ study: z.string(), trials: z.number() }),
  cypher: `
    UNWIND $nodes AS node
    MATCH (n) WHERE elementId(n) = node
    CALL (n) {
      MATCH (n)<-[:ON_TASK]-(study:Study)
      RETURN study, null AS trial
      UNION
      MATCH (n)<-[:ENDS_WITH]-(:Scheme)<-[:EXTENDS*0..]-(:Scheme)<-[:EVALUATES]-(trial:Trial)-[:IN_STUDY]->(study:Study)
      RETURN study, trial
    }
    RETURN study.name AS study, count(DISTINCT trial) AS trials
    ORDER BY study`,
});

/**
 * The embedding runs whose vectors nodes carry, with the studies that go on with such a run.
 *
 *   (n {embeddingRun})   (:Study {embeddingRun, state})
 */
export const vectorsOn = query({
  mode: "read",
  params: z.strictObject({ nodes: z.array(z.string()) }),
  row: z.object({ run: z.string(), vectors: z.number(), studies: z.array(z.string()) }),
  cypher: `
    UNWIND $nodes AS node
    MATCH (n) WHERE elementId(n) = node AND n.embeddingRun IS NOT NULL
    WITH n.embeddingRun AS run, count(n) AS vectors
    RETURN run, vectors, COLLECT {
      MATCH (study:Study {embeddingRun: run}) WHERE study.state <> "done" RETURN study.name ORDER BY study.name } AS studies
    ORDER BY run`,
});
