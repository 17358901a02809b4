import { call } from "../api/calls.ts";

/** The words of the graph that a query may name. */
export interface Schema {
  labels: string[];
  types: string[];
  properties: string[];
}

let known: Promise<Schema> | undefined;

/** Asks for them once. */
export function schemaOfGraph(): Promise<Schema> {
  known ??= read();
  return known;
}

async function read(): Promise<Schema> {
  const ask = async (query: string) => {
    const { data } = await call("runCypher", { body: { query } });
    return (data?.rows ?? []).map((row) => String(Object.values(row)[0]));
  };
  const [labels, types, properties] = await Promise.all([
    ask("MATCH (n) UNWIND labels(n) AS label RETURN DISTINCT label ORDER BY label"),
    ask("MATCH ()-[r]->() RETURN DISTINCT type(r) AS type ORDER BY type"),
    ask(
      "MATCH (n) WITH labels(n)[0] AS label, collect(n)[..20] AS some UNWIND some AS n UNWIND keys(n) AS key RETURN DISTINCT key ORDER BY key",
    ),
  ]);
  if (labels.length === 0) known = undefined; // an empty graph, or none to ask: perhaps later
  return { labels, types, properties };
}
