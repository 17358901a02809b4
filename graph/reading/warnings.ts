import { distance } from "fastest-levenshtein";
import type { Notification, ResultSummary, Session } from "neo4j-driver";

/** Names that Neo4j did not find in the graph: how it says so, what has such names, where they are listed. */
const unknownNames = [
  { code: "UnknownLabelWarning", says: "no node has the label", list: "CALL db.labels() YIELD label AS name" },
  {
    code: "UnknownRelationshipTypeWarning",
    says: "no relationship has the type",
    list: "CALL db.relationshipTypes() YIELD relationshipType AS name",
  },
  {
    code: "UnknownPropertyKeyWarning",
    says: "nothing has the property",
    list: "CALL db.propertyKeys() YIELD propertyKey AS name",
  },
];

/**
 * What Neo4j warns of in a query that ran, a sentence each. For a name that is not in the graph the
 * sentence has the nearest that is. Hints on speed are no warnings.
 */
export async function warningsOf(summary: ResultSummary, session: Session): Promise<string[]> {
  const sentences = new Set<string>();
  for (const notification of summary.notifications) {
    if (notification.severityLevel !== "WARNING") continue;
    sentences.add((await unknownName(notification, session)) ?? inWords(notification));
  }
  return [...sentences];
}

async function unknownName({ code, description }: Notification, session: Session): Promise<string | undefined> {
  const unknown = unknownNames.find((kind) => code.endsWith(kind.code));
  const [, given] = /\(the missing [\w ]+ is: (.*)\)$/.exec(description) ?? [];
  if (unknown === undefined || given === undefined) return undefined;
  const { records } = await session.run(`${unknown.list} RETURN name`, {}, { timeout: 2000 });
  const names = records.map((record) => String(record.get("name")));
  const [nearest] = names.sort((a, b) => distance(given, a) - distance(given, b));
  return `In this graph ${unknown.says} "${given}"${nearest === undefined ? "" : `; the nearest name is ${nearest}`}.`;
}

const inWords = ({ description }: Notification) => description.replace(/\s+/g, " ").trim();
