import { z } from "zod";
import { type Graph, query, run } from "../../driver/query.ts";

/** How many nodes of each label there are, and which properties some of them have. */
const labelsOfGraph = query({
  mode: "read",
  params: z.strictObject({}),
  row: z.object({ label: z.string(), nodes: z.number(), properties: z.array(z.string()) }),
  cypher: `
    MATCH (node)
    UNWIND labels(node) AS label
    CALL (node) { UNWIND keys(node) + [null] AS key RETURN key }
    RETURN label, count(DISTINCT node) AS nodes, collect(DISTINCT key) AS properties
    ORDER BY label`,
});

/** How many relationships of each type lead from one label to another. */
const typesOfGraph = query({
  mode: "read",
  params: z.strictObject({}),
  row: z.object({ from: z.string(), type: z.string(), to: z.string(), relationships: z.number() }),
  cypher: `
    MATCH (start)-[link]->(end)
    RETURN labels(start)[0] AS from, type(link) AS type, labels(end)[0] AS to, count(*) AS relationships
    ORDER BY type, from, to`,
});

/** Questions to begin with, each as Cypher. */
const examples = [
  {
    question: "Which methods run here?",
    cypher: "MATCH (m:Method {executable: true}) RETURN m.id AS method, m.name AS name ORDER BY method",
  },
  {
    question: "Which published results keep most accuracy at 40 % fewer parameters, and where are they printed?",
    cypher:
      'MATCH (p:Paper)<-[at:REPORTED_IN]-(r:Result)-[:OF_METHOD]->(m:Method) WHERE r.pr >= 0.4 AND r.ar IS NOT NULL RETURN m.id AS method, r.ar AS ar, r.pr AS pr, p.id + ", " + at.locator AS source ORDER BY ar DESC LIMIT 10',
  },
  {
    question: "Which techniques do two methods share?",
    cypher:
      "MATCH (a:Method)-[:USES_TECHNIQUE]->(t:Technique)<-[:USES_TECHNIQUE]-(b:Method) WHERE a.id < b.id RETURN a.id AS a, b.id AS b, collect(t.name) AS techniques",
  },
  {
    question: "What did my studies find that reaches their targets?",
    cypher:
      'MATCH (t:Trial {state: "complete"})-[:IN_STUDY]->(s:Study), (t)-[:EVALUATES]->(c:Scheme) WHERE t.pr >= s.target RETURN s.name AS study, t.number AS trial, c.id AS scheme, t.ar AS ar, t.pr AS pr ORDER BY study, ar DESC LIMIT 20',
  },
  {
    question: "Which settings does a method offer?",
    cypher:
      'MATCH (m:Method {id: "NS"})-[:HAS_HYPERPARAMETER]->(h:Hyperparameter)-[:OFFERS]->(x:Setting) RETURN h.id AS hyperparameter, h.name AS name, collect(x.value) AS values',
  },
] as const;

/** What is in the graph, in a page. */
export interface GraphSchema {
  nodes: { label: string; nodes: number; properties: string[] }[];
  relationships: { from: string; type: string; to: string; relationships: number }[];
  examples: readonly { question: string; cypher: string }[];
}

/** The labels, properties and relationships of the graph as it is, with counts, and five queries to begin with. */
export async function graphSchema(graph: Graph): Promise<GraphSchema> {
  const nodes = await run(graph, labelsOfGraph, {});
  const relationships = await run(graph, typesOfGraph, {});
  return { nodes: nodes.map((each) => ({ ...each, properties: each.properties.sort() })), relationships, examples };
}
