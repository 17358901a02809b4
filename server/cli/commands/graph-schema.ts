import { graphSchema } from "../../../graph/index.ts";
import { inGraph, openSession, print, printJson } from "../session.ts";
import { table } from "../terminal.ts";

const whyNone = "the graph is empty; fill it: automc graph init";

/** `automc graph schema`: what is in the graph, and five queries to begin with. */
export async function schema({ json }: { json: boolean }): Promise<void> {
  await inGraph(openSession({ quiet: json }), async (graph) => {
    const { nodes, relationships, examples } = await graphSchema(graph);
    if (json) return printJson({ nodes, relationships, examples });
    const labels = nodes.map(({ label, nodes, properties }) => [label, nodes, properties.join(", ")]);
    print(table(["label", "nodes", "properties"], labels, whyNone));
    const links = relationships.map(({ from, type, to, relationships }) => [
      `(:${from})-[:${type}]->(:${to})`,
      relationships,
    ]);
    print(table(["relationship", "how many"], links, whyNone));
    print("Queries to begin with:");
    for (const { question, cypher } of examples) print(`\n  ${question}\n  ${cypher};`);
  });
}
