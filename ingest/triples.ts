import { type EntityLabel, entityKey, type Relation, relations, type Triple } from "../graph/index.ts";
import { cardFacts } from "./card-facts.ts";
import { readDocument, type Source } from "./document.ts";
import { vocabularyAmong } from "./vocabulary.ts";

/**
 * The facts that cards state among the five kinds of entity: the triples that a graph would hold after taking in these sources and nothing
 * else, without one. Files of results state none. Throws what `ingest` throws for bad sources.
 */
export function triplesOf(sources: readonly Source[]): Triple[] {
  const documents = sources.map(readDocument);
  const vocabulary = vocabularyAmong(documents);
  const links = documents.flatMap((document) =>
    document.kind === "card" ? cardFacts(document, vocabulary, []).links : [],
  );
  return links.flatMap(({ type, from, to }) => {
    const ends = (relations as Partial<Record<string, (typeof relations)[Relation]>>)[type];
    if (ends?.head !== from.label || ends.tail !== to.label) return []; // a result's own OF_METHOD, a paper's PROPOSES
    return [{ head: keyOf(from), relation: type as Relation, tail: keyOf(to) }];
  });
}

function keyOf({ label, id }: { label: string; id: string }) {
  return entityKey(label as EntityLabel, id);
}
