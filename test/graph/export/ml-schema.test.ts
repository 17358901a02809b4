import fc from "fast-check";
import jsonld from "jsonld";
import { expect, test } from "vitest";
import { mlSchema } from "../../../graph/export/ml-schema.ts";
import type { Subgraph } from "../../../graph/index.ts";
import { subgraphs } from "./subgraphs.ts";

const mls = "http://www.w3.org/ns/mls#";

/** What ML-Schema has: its classes and properties (Core Specification, 17 October 2016). */
const vocabulary = new Set(
  (
    "Algorithm Data DataCharacteristic Dataset DatasetCharacteristic EvaluationMeasure EvaluationProcedure EvaluationSpecification " +
    "Experiment Feature FeatureCharacteristic HyperParameter HyperParameterSetting Implementation ImplementationCharacteristic " +
    "InformationEntity Model ModelCharacteristic ModelEvaluation Process Quality Run Software Study Task " +
    "achieves definedOn defines executes hasHyperParameter hasInput hasOutput hasPart hasQuality hasValue implements realizes specifiedBy"
  ).split(" "),
);

type Expanded = { "@id": string; "@type": string[] } & Record<string, { "@id"?: string; "@value"?: unknown }[]>;

/**
 * Expands as any JSON-LD processor does; safe mode throws where something would be dropped, and
 * nothing is fetched.
 */
async function expand(part: Subgraph): Promise<Expanded[]> {
  const documentLoader = async (address: string): Promise<never> => {
    throw new Error(`It asks for ${address}.`);
  };
  const document = JSON.parse(JSON.stringify(mlSchema(part))) as jsonld.JsonLdDocument;
  // safe is of jsonld 6, its types are older
  const options = { documentLoader, safe: true } as jsonld.Options.Expand;
  return (await jsonld.expand(document, options)) as unknown as Expanded[];
}

/** Every IRI that says what something is or how two things stand to each other. */
function termsOf(things: readonly Expanded[]): Set<string> {
  return new Set(
    things.flatMap((thing) => [...thing["@type"], ...Object.keys(thing).filter((key) => !key.startsWith("@"))]),
  );
}

const node = (label: Subgraph["nodes"][number]["label"], id: string, properties = {}) => {
  return { key: `${label}:${id}`, label, id, properties };
};
const link = (from: string, type: string, to: string, properties = {}) => ({ from, type, to, properties });

/** A published result and a measured trial of one method, with all that stands around them. */
const part: Subgraph = {
  nodes: [
    node("Method", "NS", { name: "Network slimming", executable: true }),
    node("Technique", "TE4", { name: "Pruning by scales" }),
    node("Hyperparameter", "HP2", { name: "share removed" }),
    node("Setting", "HP2=0.2", { hyperparameter: "HP2", value: 0.2 }),
    node("Strategy", "NS(HP2=0.2)", { executable: true }),
    node("Paper", "arXiv:1708.06519", { title: "Learning efficient networks", year: 2017, authors: ["Liu", "Li"] }),
    node("Result", "a paper/r 1", { ar: -0.004, pr: 0.5, flags: [] }),
    node("Task", "resnet56/cifar10", { accuracy: 0.93 }),
    node("Network", "resnet56", { name: "ResNet-56" }),
    node("Dataset", "cifar10", { name: "CIFAR-10" }),
    node("Study", "s", { algorithm: "random" }),
    node("Trial", "s#1", { ar: -0.01, pr: 0.21, state: "complete" }),
    node("Scheme", "NS(HP2=0.2)", { length: 1 }),
  ],
  links: [
    link("Method:NS", "USES_TECHNIQUE", "Technique:TE4"),
    link("Method:NS", "HAS_HYPERPARAMETER", "Hyperparameter:HP2", { position: 0 }),
    link("Hyperparameter:HP2", "OFFERS", "Setting:HP2=0.2", { position: 0 }),
    link("Strategy:NS(HP2=0.2)", "OF_METHOD", "Method:NS"),
    link("Strategy:NS(HP2=0.2)", "WITH_SETTING", "Setting:HP2=0.2"),
    link("Paper:arXiv:1708.06519", "PROPOSES", "Method:NS"),
    link("Result:a paper/r 1", "REPORTED_IN", "Paper:arXiv:1708.06519", { locator: "Table 1, row 2" }),
    link("Result:a paper/r 1", "OF_METHOD", "Method:NS"),
    link("Result:a paper/r 1", "ON_TASK", "Task:resnet56/cifar10"),
    link("Result:a paper/r 1", "WITH_SETTING", "Setting:HP2=0.2"),
    link("Task:resnet56/cifar10", "OF_NETWORK", "Network:resnet56"),
    link("Task:resnet56/cifar10", "ON_DATASET", "Dataset:cifar10"),
    link("Study:s", "ON_TASK", "Task:resnet56/cifar10"),
    link("Trial:s#1", "IN_STUDY", "Study:s"),
    link("Trial:s#1", "ON_TASK", "Task:resnet56/cifar10"),
    link("Trial:s#1", "EVALUATES", "Scheme:NS(HP2=0.2)"),
    link("Scheme:NS(HP2=0.2)", "ENDS_WITH", "Strategy:NS(HP2=0.2)"),
  ],
};

test("any subgraph expands without network; of ML-Schema only what it has, and every reference leads somewhere", async () => {
  await fc.assert(
    fc.asyncProperty(subgraphs, async (any) => {
      const links = any.links.filter(({ type, to }) => type !== "OF_METHOD" || to.startsWith("Method:"));
      const things = await expand({ ...any, links });
      for (const term of termsOf(things)) {
        if (term.startsWith(mls)) expect(vocabulary).toContain(term.slice(mls.length));
      }
      const ids = new Set(things.map((thing) => thing["@id"]));
      const told = things
        .flatMap((thing) => Object.values(thing).flat())
        .flatMap((value) => Object(value)["@id"] ?? []);
      expect(told.filter((id) => !ids.has(id))).toEqual([]);
      for (const id of ids) expect(() => new URL(id)).not.toThrow();
    }),
    { numRuns: 50 },
  );
});

test("methods, results and trials are what ML-Schema calls them, and say the same as the graph", async () => {
  const things = await expand(part);
  const terms = termsOf(things);
  const named =
    "Algorithm Implementation HyperParameter HyperParameterSetting Run Task Dataset Study ModelEvaluation EvaluationMeasure";
  for (const term of `${named} implements realizes executes achieves hasInput hasOutput hasPart definedOn specifiedBy`.split(
    " ",
  )) {
    expect(terms).toContain(`${mls}${term}`);
  }
  const byId = new Map(things.map((thing) => [thing["@id"], thing]));
  const types = (thing: Expanded) =>
    thing["@type"].map((type) => type.replace(mls, "mls:").replace("urn:automc:term:", ""));
  const follow = (thing: Expanded, term: string) => (thing[mls + term] ?? []).map((value) => byId.get(value["@id"]!)!);
  const runs = things.filter((thing) => types(thing).includes("mls:Run"));
  expect(runs.map(types).sort()).toEqual([
    ["mls:Run", "PublishedResult"],
    ["mls:Run", "Trial"],
  ]);

  const result = runs.find((run) => types(run).includes("PublishedResult"))!;
  expect(follow(result, "achieves").map(types)).toEqual([["mls:Task"]]);
  expect(follow(follow(result, "achieves")[0]!, "definedOn").map(types)).toEqual([["mls:Dataset"]]);
  const [algorithm] = follow(result, "realizes");
  const [implementation] = follow(result, "executes");
  expect(follow(implementation!, "implements")).toEqual([algorithm]);
  const [setting] = follow(result, "hasInput");
  expect(setting![`${mls}hasValue`]).toEqual([{ "@value": 0.2 }]);
  expect(follow(implementation!, "hasHyperParameter")).toEqual(follow(setting!, "specifiedBy"));
  for (const [run, ar, pr] of [
    [result, -0.004, 0.5],
    [runs.find((each) => each !== result)!, -0.01, 0.21],
  ] as const) {
    const figures = follow(run, "hasOutput").map((evaluation) => {
      const [measure] = follow(evaluation, "specifiedBy");
      return [measure!["https://schema.org/name"]![0]!["@value"], evaluation[`${mls}hasValue`]![0]!["@value"]];
    });
    expect(Object.fromEntries(figures)).toEqual({ ar, pr });
  }
  const paper = byId.get(result["http://purl.org/dc/terms/source"]![0]!["@id"]!)!;
  expect(paper["http://purl.org/dc/terms/identifier"]).toEqual([{ "@value": "arXiv:1708.06519" }]);
  const study = things.find((thing) => types(thing).includes("mls:Study"))!;
  expect(follow(study, "hasPart")).toEqual([runs.find((each) => each !== result)]);
});

test("every statement becomes RDF", async () => {
  const rdf = (await jsonld.toRDF(mlSchema(part) as unknown as jsonld.JsonLdDocument, {
    format: "application/n-quads",
  })) as unknown;
  expect(rdf).toContain(`<urn:automc:Method:NS> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <${mls}Algorithm> .`);
  expect(rdf).toContain(
    '<urn:automc:Paper:arXiv%3A1708.06519> <https://schema.org/datePublished> "2017"^^<http://www.w3.org/2001/XMLSchema#gYear> .',
  );
});
