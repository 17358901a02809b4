import { z } from "zod";
import { query } from "../../driver/query.ts";
import { keyOf, labelsWithNames, type NamedLabel } from "../../named-queries/define.ts";

/**
 * A node as it is taken out of the graph: Neo4j's own id of it, its kind, its name and what else it
 * holds.
 */
export const foundNode = z.object({
  place: z.string(),
  label: z.enum(labelsWithNames),
  id: z.string(),
  properties: z.record(z.string(), z.unknown()),
});

const returned = `
    WITH DISTINCT n, [label IN labels(n) WHERE label IN ${JSON.stringify(labelsWithNames)}][0] AS label
    WHERE label IS NOT NULL
    RETURN elementId(n) AS place, label, CASE label WHEN "Study" THEN n.name WHEN "Trial" THEN n.key ELSE n.id END AS id,
           n {.*, vector: CASE WHEN $vectors THEN n.vector END} AS properties
    LIMIT toInteger($atMost)`;

export const wantedNodes = z.strictObject({
  /** Whether learned vectors come along. */
  vectors: z.boolean(),
  /**
   * Whether all strategies of a method come along, or only those that a measured scheme ends with.
   */
  strategies: z.boolean(),
  atMost: z.number(),
});

/**
 * Every node of the kinds that have names.
 *
 *   (:Method | :Technique | … | :Scheme)   (:Scheme)-[:ENDS_WITH]->(:Strategy)
 */
export const allNodes = query({
  mode: "read",
  params: wantedNodes,
  row: foundNode,
  cypher: `
    MATCH (n:${labelsWithNames.join("|")})
    WHERE $strategies OR NOT n:Strategy OR EXISTS { (:Scheme)-[:ENDS_WITH]->(n) }${returned}`,
});

/**
 * Some methods with what they are made of, the papers that propose them, and what is published of
 * them.
 *
 *   (:Paper)-[:PROPOSES]->(:Method {id})-[:USES_TECHNIQUE]->(:Technique)
 *   (:Strategy)-[:OF_METHOD]->(:Method {id})
 *   (:Method {id})-[:HAS_HYPERPARAMETER]->(:Hyperparameter)-[:OFFERS]->(:Setting)
 *   (:Method {id})<-[:OF_METHOD]-(:Result)-[:REPORTED_IN]->(:Paper)
 *   (:Result)-[:ON_TASK]->(:Task)-[:OF_NETWORK | ON_DATASET]->()-[:IN_FAMILY*0..1]->()
 */
export const nodesOfMethods = query({
  mode: "read",
  params: wantedNodes.extend({ methods: z.array(z.string()) }),
  row: foundNode,
  cypher: `
    MATCH (m:Method) WHERE m.id IN $methods
    CALL (m) {
      RETURN m AS n
      UNION
      MATCH (m)-[:USES_TECHNIQUE|HAS_HYPERPARAMETER]->(n) RETURN n
      UNION
      MATCH (m)-[:HAS_HYPERPARAMETER]->(:Hyperparameter)-[:OFFERS]->(n:Setting) RETURN n
      UNION
      MATCH (n:Paper)-[:PROPOSES]->(m) RETURN n
      UNION
      MATCH (n:Result)-[:OF_METHOD]->(m) RETURN n
      UNION
      MATCH (r:Result)-[:OF_METHOD]->(m) MATCH (r)-[:REPORTED_IN|ON_TASK]->(n) RETURN n
      UNION
      MATCH (r:Result)-[:OF_METHOD]->(m) MATCH (r)-[:ON_TASK]->(task:Task) WITH DISTINCT task
      MATCH (task)-[:OF_NETWORK|ON_DATASET]->()-[:IN_FAMILY*0..1]->(n) RETURN n
      UNION
      MATCH (n:Strategy)-[:OF_METHOD]->(m) WHERE $strategies RETURN n
    }${returned}`,
});

/**
 * A task with what is published and measured on it.
 *
 *   (:Task {id})-[:OF_NETWORK | ON_DATASET]->()-[:IN_FAMILY*0..1]->()
 *   (:Task {id})<-[:ON_TASK]-(:Result)-[:REPORTED_IN | WITH_SETTING | OF_METHOD]->()
 *   (:Method)-[:USES_TECHNIQUE | HAS_HYPERPARAMETER]->()
 *   (:Task {id})<-[:ON_TASK]-(:Study)<-[:IN_STUDY]-(:Trial)-[:EVALUATES]->(:Scheme)
 *   (:Scheme)-[:EXTENDS*]->(:Scheme)-[:ENDS_WITH]->(:Strategy)-[:OF_METHOD | WITH_SETTING]->()
 */
export const nodesOfTask = query({
  mode: "read",
  params: wantedNodes.extend({ task: z.string() }),
  row: foundNode,
  cypher: `
    MATCH (task:Task {id: $task})
    CALL (task) {
      RETURN task AS n
      UNION
      MATCH (task)-[:OF_NETWORK|ON_DATASET]->()-[:IN_FAMILY*0..1]->(n) RETURN n
      UNION
      MATCH (task)<-[:ON_TASK]-(n:Result) RETURN n
      UNION
      MATCH (task)<-[:ON_TASK]-(r:Result) MATCH (r)-[:REPORTED_IN|WITH_SETTING|OF_METHOD]->(n) RETURN n
      UNION
      MATCH (task)<-[:ON_TASK]-(r:Result) MATCH (r)-[:OF_METHOD]->(m:Method) WITH DISTINCT m
      MATCH (m)-[:USES_TECHNIQUE|HAS_HYPERPARAMETER]->(n) RETURN n
      UNION
      MATCH (task)<-[:ON_TASK]-(r:Result) MATCH (r)-[:OF_METHOD]->(m:Method) WITH DISTINCT m
      MATCH (n:Strategy)-[:OF_METHOD]->(m) WHERE $strategies RETURN n
      UNION
      MATCH (n:Study)-[:ON_TASK]->(task) RETURN n
      UNION
      MATCH (study:Study)-[:ON_TASK]->(task) MATCH (study)<-[:IN_STUDY]-(n:Trial) RETURN n
      UNION
      MATCH (study:Study)-[:ON_TASK]->(task) MATCH (study)<-[:IN_STUDY]-(:Trial)-[:EVALUATES]->(:Scheme)-[:EXTENDS*0..]->(n:Scheme) RETURN n
      UNION
      MATCH (study:Study)-[:ON_TASK]->(task)
      MATCH (study)<-[:IN_STUDY]-(:Trial)-[:EVALUATES]->(:Scheme)-[:EXTENDS*0..]->(:Scheme)-[:ENDS_WITH]->(s:Strategy)
      WITH DISTINCT s
      CALL (s) { RETURN s AS n UNION MATCH (s)-[:OF_METHOD|WITH_SETTING]->(n) RETURN n }
      RETURN n
    }${returned}`,
});

function oneByName(label: NamedLabel): string {
  const key = keyOf(label);
  return `      WITH name WHERE name.label = "${label}" MATCH (n:${label} {${key}: name.id}) USING INDEX n:${label}(${key}) RETURN n`;
}

/**
 * Nodes by their kind and name: what is not there is passed over.
 *
 *   (:Label {id | name | key})
 */
export const nodesByName = query({
  mode: "read",
  params: wantedNodes.extend({ names: z.array(z.strictObject({ label: z.string(), id: z.string() })) }),
  row: foundNode,
  cypher: `
    UNWIND $names AS name
    CALL (name) {
${labelsWithNames.map(oneByName).join("\n      UNION ALL\n")}
    }${returned}`,
});

/**
 * The nodes that some nodes, named by Neo4j's own ids, have a relationship with.
 *
 *   ()--()
 */
export const neighboursOfNodes = query({
  mode: "read",
  params: wantedNodes.extend({ places: z.array(z.string()) }),
  row: foundNode,
  cypher: `
    UNWIND $places AS place
    MATCH (a) WHERE elementId(a) = place
    MATCH (a)--(n)
    WHERE $strategies OR NOT n:Strategy OR EXISTS { (:Scheme)-[:ENDS_WITH]->(n) }${returned}`,
});
