import type { Json } from "../driver/plain-value.ts";
import type { NamedLabel } from "../named-queries/define.ts";
import type { Subgraph, SubgraphLink, SubgraphNode } from "./subgraph.ts";

/** A thing of a JSON-LD document. */
export type Thing = { "@id": string; "@type": string | string[] } & Record<string, unknown>;

const own = "urn:automc:";

/**
 * The words of the document: ML-Schema's where it has one, schema.org, Dublin Core and SKOS for
 * papers and techniques, and ours (`urn:automc:term:`) for the rest.
 */
export const context = {
  "@vocab": `${own}term:`,
  mls: "http://www.w3.org/ns/mls#",
  schema: "https://schema.org/",
  dcterms: "http://purl.org/dc/terms/",
  skos: "http://www.w3.org/2004/02/skos/core#",
  xsd: "http://www.w3.org/2001/XMLSchema#",
  name: "schema:name",
  title: "schema:name",
  year: { "@id": "schema:datePublished", "@type": "xsd:gYear" },
  authors: { "@id": "schema:author", "@container": "@set" },
  venue: "schema:isPartOf",
  identifier: "dcterms:identifier",
  description: "dcterms:description",
  hasValue: "mls:hasValue",
  ...references({
    implements: "mls:implements",
    hasHyperParameter: "mls:hasHyperParameter",
    specifiedBy: "mls:specifiedBy",
    realizes: "mls:realizes",
    executes: "mls:executes",
    achieves: "mls:achieves",
    hasInput: "mls:hasInput",
    hasOutput: "mls:hasOutput",
    hasPart: "mls:hasPart",
    definedOn: "mls:definedOn",
    source: "dcterms:source",
    usesTechnique: `${own}term:usesTechnique`,
    proposes: `${own}term:proposes`,
    offers: `${own}term:offers`,
    ofMethod: `${own}term:ofMethod`,
    ofNetwork: `${own}term:ofNetwork`,
    inFamily: `${own}term:inFamily`,
    withSetting: `${own}term:withSetting`,
    onTask: `${own}term:onTask`,
    evaluates: `${own}term:evaluates`,
    extends: `${own}term:extends`,
    endsWith: `${own}term:endsWith`,
    contradicts: `${own}term:contradicts`,
  }),
} as const;

function references<T extends Record<string, string>>(terms: T) {
  const entries = Object.entries(terms).map(([term, iri]) => [
    term,
    { "@id": iri, "@type": "@id", "@container": "@set" },
  ]);
  return Object.fromEntries(entries) as Record<keyof T, { "@id": string; "@type": "@id"; "@container": "@set" }>;
}

/** What each kind of node is in ML-Schema and its like. */
const types: Record<NamedLabel, string | string[]> = {
  Method: "mls:Algorithm",
  Technique: "skos:Concept",
  Hyperparameter: "mls:HyperParameter",
  Setting: "mls:HyperParameterSetting",
  Strategy: "Strategy",
  Paper: "schema:ScholarlyArticle",
  Result: ["mls:Run", "PublishedResult"],
  Task: "mls:Task",
  Network: "Network", // an architecture; ML-Schema's Model is what one run made
  NetworkFamily: "NetworkFamily",
  Dataset: "mls:Dataset",
  Study: "mls:Study",
  Trial: ["mls:Run", "Trial"],
  Scheme: "Scheme",
};

/** The figures of a run that ML-Schema sees as evaluations of its model, and what each measures. */
const measures = {
  accuracy: "accuracy after compression, fraction of 1",
  ar: "accuracy increase rate: (after - before) / before",
  pr: "parameter reduction rate: (before - after) / before",
  fr: "FLOPs reduction rate: (before - after) / before",
  parameters: "parameters left",
  flops: "FLOPs left, as 2 x MACs",
  validationAccuracy: "accuracy after compression on validation data",
} as const;
type Measure = keyof typeof measures;
const isMeasure = (name: string): name is Measure => Object.hasOwn(measures, name);

/**
 * A subgraph as JSON-LD in the terms of ML-Schema, the W3C community group's vocabulary for machine
 * learning experiments.
 *
 * A method is an Algorithm, and an Implementation implements it and has its hyperparameters; a
 * published result and a trial are Runs that achieve a Task, with settings as input and one
 * ModelEvaluation a figure as output; a study has its trials as parts. A result that only the paper
 * vouches for is also of type PublishedResult, one that was measured here a Trial, so the two stay
 * apart.
 *
 * Source: ML-Schema Core Specification, W3C Machine Learning Schema Community Group, 17 October
 * 2016.
 */
export function mlSchema({ nodes, links }: Subgraph): { "@context": typeof context; "@graph": Thing[] } {
  const byKey = new Map(nodes.map((node) => [node.key, node]));
  const from = new Map<string, SubgraphLink[]>();
  for (const link of links) from.set(link.from, [...(from.get(link.from) ?? []), link]);
  const things = new Map(nodes.map((node) => [node.key, thingOf(node)]));
  const more: Thing[] = [];
  const used = new Set<Measure>();
  for (const node of nodes) {
    const thing = things.get(node.key)!;
    const mine = from.get(node.key) ?? [];
    if (node.label === "Method") more.push(implementationOf(node, mine));
    if (node.label === "Result" || node.label === "Trial") addEvaluations(thing, node, more, used);
    for (const link of mine) addLink(thing, link, byKey, things);
  }
  const named = [...used].map((name): Thing => {
    return { "@id": measureIri(name), "@type": "mls:EvaluationMeasure", name, description: measures[name] };
  });
  return { "@context": context, "@graph": [...named, ...things.values(), ...more] };
}

function thingOf({ label, id, properties }: SubgraphNode): Thing {
  const isRun = label === "Result" || label === "Trial";
  const rest = Object.entries(properties).filter(([name]) => name !== "id" && !(isRun && isMeasure(name)));
  const own: Record<string, Json> = Object.fromEntries(rest.map(([name, value]) => [termOf(label, name), value]));
  if (label === "Paper" && properties.year !== undefined) own.year = String(properties.year);
  return { ...own, "@id": iri(label, id), "@type": types[label], identifier: id };
}

const sharedTerms = ["name", "title", "year", "authors", "venue"];

/**
 * A property's word: another one where it would mean something else by its own name, and always one
 * that can end an IRI.
 */
function termOf(label: NamedLabel, name: string): string {
  if (label === "Setting" && name === "value") return "hasValue";
  return encodeURIComponent(Object.hasOwn(context, name) && !sharedTerms.includes(name) ? `${name}Text` : name);
}

function implementationOf({ id, properties }: SubgraphNode, links: readonly SubgraphLink[]): Thing {
  const of = links.filter(({ type }) => type === "HAS_HYPERPARAMETER").map(({ to }) => iriOfKey(to));
  const { executable = false, missingOperators = [] } = properties;
  return {
    ...{ "@id": implementationIri(id), "@type": "mls:Implementation", implements: [iri("Method", id)] },
    ...{ hasHyperParameter: of, executable, missingOperators },
  };
}

function addEvaluations(run: Thing, { properties }: SubgraphNode, more: Thing[], used: Set<Measure>): void {
  const outputs: string[] = [];
  for (const name of Object.keys(measures).filter(isMeasure)) {
    if (typeof properties[name] !== "number") continue;
    const id = `${run["@id"]}:${name}`;
    more.push({
      "@id": id,
      "@type": "mls:ModelEvaluation",
      specifiedBy: [measureIri(name)],
      hasValue: properties[name],
    });
    outputs.push(id);
    used.add(name);
  }
  run.hasOutput = outputs;
}

/** A relationship in ML-Schema's words, or in ours. */
function addLink(
  thing: Thing,
  { type, from, to, properties }: SubgraphLink,
  nodes: ReadonlyMap<string, SubgraphNode>,
  things: ReadonlyMap<string, Thing>,
): void {
  const [source, target] = [nodes.get(from)!, nodes.get(to)!];
  const isRun = source.label === "Result" || source.label === "Trial";
  const add = (subject: Thing, term: keyof typeof context, object: string) => {
    subject[term] = [...((subject[term] as string[] | undefined) ?? []), object];
  };
  const id = iriOfKey(to);
  if (type === "OF_METHOD" && isRun) {
    add(thing, "realizes", id);
    add(thing, "executes", implementationIri(target.id));
  } else if (type === "OF_METHOD") add(thing, "ofMethod", id);
  else if (type === "WITH_SETTING") add(thing, isRun ? "hasInput" : "withSetting", id);
  else if (type === "ON_TASK") add(thing, isRun ? "achieves" : "onTask", id);
  else if (type === "OFFERS") {
    add(thing, "offers", id);
    add(things.get(to)!, "specifiedBy", iriOfKey(from));
  } else if (type === "IN_STUDY") add(things.get(to)!, "hasPart", iriOfKey(from));
  else if (type === "REPORTED_IN") {
    add(thing, "source", id);
    if (properties.locator !== undefined) thing.locator = properties.locator;
  } else if (type === "ON_DATASET") add(thing, "definedOn", id);
  else {
    const term = camel(type);
    if (Object.hasOwn(context, term)) add(thing, term as keyof typeof context, id);
  }
}

function camel(type: string): string {
  return type.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}

const iri = (label: string, id: string) => `${own}${label}:${encodeURIComponent(id)}`;
const iriOfKey = (key: string) => iri(key.slice(0, key.indexOf(":")), key.slice(key.indexOf(":") + 1));
const implementationIri = (method: string) => iri("Implementation", method);
const measureIri = (name: Measure) => iri("Measure", name);
