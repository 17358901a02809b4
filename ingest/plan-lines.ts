import type {
  ChangedLink,
  ChangedNode,
  Journal,
  LinkFact,
  LinkName,
  NodeFact,
  Plan,
  PropertyValue,
} from "../graph/index.ts";

/**
 * The difference between facts and the graph, a line for each node and relationship: `+` is added,
 * `~` changed, `-` removed. A new node has its properties and the relationships that lead from it
 * on one line. What could deceive a terminal (control characters, text that changes direction) is
 * written as an escape.
 */
export function planLines({ addedNodes, changedNodes, addedLinks, changedLinks, removedLinks }: Plan): string[] {
  const fresh = new Set(addedNodes.map(nameOf));
  const from = new Map<string, LinkFact[]>();
  for (const link of addedLinks) {
    const name = nameOf(link.from);
    if (fresh.has(name)) from.set(name, [...(from.get(name) ?? []), link]);
  }
  const lines = [
    ...addedNodes.map(
      (node) => `+ ${nameOf(node)}${properties(node)}${(from.get(nameOf(node)) ?? []).map(outgoing).join("")}`,
    ),
    ...changedNodes.map((node) => `~ ${nameOf(node)}${changes(node)}`),
    ...addedLinks
      .filter((link) => !fresh.has(nameOf(link.from)))
      .map((link) => `+ ${nameOfLink(link)}${properties(link)}`),
    ...changedLinks.map((link) => `~ ${nameOfLink(link)}${changes(link)}`),
    ...removedLinks.map((link) => `- ${nameOfLink(link)}${properties(link)}`),
  ];
  return lines.map(visible);
}

/** What an ingest did, in the form of a plan; of what it added, the names. */
export function journalLines(journal: Journal): string[] {
  const changed = ({ was, now }: Pick<Journal["changedNodes"][number], "was" | "now">) =>
    changes({ keys: Object.keys(now), was, properties: now });
  const lines = [
    ...journal.addedNodes.map((node) => `+ ${nameOf(node)}`),
    ...journal.changedNodes.map((node) => `~ ${nameOf(node)}${changed(node)}`),
    ...journal.addedLinks.map((link) => `+ ${nameOfLink(link)}`),
    ...journal.changedLinks.map((link) => `~ ${nameOfLink(link)}${changed(link)}`),
    ...journal.removedLinks.map((link) => `- ${nameOfLink(link)}${properties(link)}`),
  ];
  return lines.map(visible);
}

/** Text with what nobody sees, or sees elsewhere than it is, as escapes. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (sign) => `\\u{${sign.codePointAt(0)!.toString(16)}}`);
}

function nameOf({ label, id }: { label: string; id: string }): string {
  return `${label} ${id}`;
}

function nameOfLink({ type, from, to }: LinkName): string {
  return `(${nameOf(from)})-[${type}]->(${nameOf(to)})`;
}

function outgoing(link: LinkFact): string {
  return `; ${link.type} ${nameOf(link.to)}${properties(link)}`;
}

/** Properties that hold something: ` {name: "…", year: 2020}`. */
function properties({ properties = {} }: { properties?: NodeFact["properties"] }): string {
  const given = Object.entries(properties).filter(([, value]) => value !== null);
  return given.length === 0 ? "" : ` {${given.map(([key, value]) => `${key}: ${written(key, value)}`).join(", ")}}`;
}

/** What each changed property was and is to be: ` executable: false → true`. */
function changes({
  keys,
  was,
  properties = {},
}: Pick<ChangedNode | ChangedLink, "keys" | "was" | "properties">): string {
  const changed = keys.map((key) => `${key}: ${written(key, was[key])} → ${written(key, properties[key])}`);
  return ` ${changed.join(", ")}`;
}

/** Steps are JSON in the graph already. */
function written(key: string, value: PropertyValue | undefined): string {
  return key === "steps" && typeof value === "string" ? value : JSON.stringify(value ?? null);
}
