import { type Facts, type NamedKind, namedLabels } from "../../graph/index.ts";
import type { ComparedKind } from "./name-table.ts";
import { normaliseName } from "./normalise.ts";

/** What an alias is found by: its kind and what it is normalised, `method/networkslimming`. */
export function aliasId(kind: ComparedKind, alias: string): string {
  return `${kind}/${normaliseName(alias)}`;
}

/**
 * The further names of an entity, those that say more than its id and name do. `fresh` has the
 * spelling of the new ones (see `Introduced`); a known alias keeps the one it has.
 */
export function aliasFacts(
  kind: NamedKind,
  { id, name, aliases }: { id: string; name: string; aliases: readonly string[] },
  fresh: ReadonlyMap<string, string>,
): Facts {
  const facts: Facts = { nodes: [], links: [] };
  const own = [id, name].map((each) => aliasId(kind, each));
  for (const alias of aliases) {
    const node = { label: "Alias", id: aliasId(kind, alias) } as const;
    if (own.includes(node.id) || node.id === `${kind}/`) continue;
    const spelling = fresh.get(`alias ${node.id}`);
    facts.nodes.push({ ...node, properties: spelling === undefined ? {} : { kind, name: spelling } });
    facts.links.push({ type: "ALIAS_OF", from: node, to: { label: namedLabels[kind], id } });
  }
  return facts;
}
