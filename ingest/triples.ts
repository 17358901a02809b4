import { type EntityLabel, entityKey, type Relation, relations, type Triple } from "../graph/index.ts";
import { cardFacts } from "./card/facts.ts";
import { vocabularyAmong } from "./names/vocabulary.ts";
import { readDocument, type Source } from "./yaml/input.ts";

/**
 * The facts that cards state among the five kinds of entity: what `allTriples` would return of a
 * graph that has ingested these sources and nothing else, without one. Files of results state none,
 * nor do cards without strategies, which are no part of the search space.
 *
 * @throws What `ingest` throws for bad sources.
 */
export function triplesOf(sources: readonly Source[]): Triple[] {
  const documents = sources.map(readDocument);
  const vocabulary = vocabularyAmong(documents);
  const links = documents.flatMap((document) =>
    document.kind === "card" ? cardFacts(document, vocabulary, { operators: [] }).links : [],
  );
  const triples = links.flatMap(({ type, from, to }): Triple[] => {
    const ends = (relations as Partial<Record<string, (typeof relations)[Relation]>>)[type];
    // A result's own OF_METHOD, a paper's PROPOSES.
    if (ends?.head !== from.label || ends.tail !== to.label) return [];
    return [{ head: keyOf(from), relation: type as Relation, tail: keyOf(to) }];
  });
  const methods = tailsOf(triples, "OF_METHOD");
  const ofMethods = triples.filter(({ head }) => !head.startsWith("Method:") || methods.has(head));
  const hyperparameters = tailsOf(ofMethods, "HAS_HYPERPARAMETER");
  return ofMethods.filter(({ head, relation }) => relation !== "OFFERS" || hyperparameters.has(head));
}

function tailsOf(triples: readonly Triple[], wanted: Relation): Set<string> {
  return new Set(triples.filter(({ relation }) => relation === wanted).map(({ tail }) => tail));
}

function keyOf({ label, id }: { label: string; id: string }) {
  return entityKey(label as EntityLabel, id);
}
