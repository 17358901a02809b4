import type { Graph } from "../../graph/index.ts";

/**
 * Everything a graph holds, in a fixed order and without Neo4j's own ids: every node by its labels
 * and properties with their types, every relationship by its ends. Two graphs are the same when
 * these are equal.
 */
export async function fingerprint({ driver }: Graph): Promise<{ nodes: string[]; relationships: string[] }> {
  const named = (node: string) =>
    `labels(${node})[0] + " " + coalesce(${node}.id, ${node}.key, ${node}.name, toString(${node}.version))`;
  // The bytes of a journal have no type that Cypher would tell.
  const values = (of: string) => `[key IN keys(${of}) WHERE key <> "bytes" | [key, valueType(${of}[key]), ${of}[key]]]`;
  const nodes = await driver.executeQuery(
    `MATCH (n) RETURN labels(n) AS labels, ${named("n")} AS name, ${values("n")} AS values, n.bytes AS bytes`,
  );
  const relationships = await driver.executeQuery(
    `MATCH (a)-[r]->(b) RETURN ${named("a")} AS a, type(r) AS type, ${named("b")} AS b, ${values("r")} AS values`,
  );
  const sorted = (rows: typeof nodes.records) =>
    rows
      .map((row) => {
        const { values, labels = [], bytes, ...rest } = row.toObject();
        const told = (values as [string, string, unknown][]).sort(([a], [b]) => (a < b ? -1 : 1));
        return JSON.stringify([
          [...labels].sort(),
          rest,
          told,
          bytes && Buffer.from(bytes as Int8Array).toString("base64"),
        ]);
      })
      .sort();
  return { nodes: sorted(nodes.records), relationships: sorted(relationships.records) };
}
