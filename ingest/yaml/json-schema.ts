import { cardSchema } from "../card/card.ts";
import { paperResultsSchema } from "../results/file.ts";
import { type JsonSchema, schemaOf } from "./schema-of.ts";

const documents = {
  card: {
    schema: cardSchema,
    title: "A method card of AutoMC",
    description: "What a paper says about a compression method, and how to run it.",
  },
  results: {
    schema: paperResultsSchema,
    title: "A file of results of AutoMC",
    description: "What one paper, or one page of a repository, reports, with the tasks it is on.",
  },
} as const;

/** The kinds of document there are. */
export const documentKinds = ["card", "results"] as const;
export type DocumentKind = (typeof documentKinds)[number];

/**
 * The JSON Schema (draft 2020-12) of a card or a file of results, for editors and other programs,
 * made from the schemas that `ingest` itself checks with. What these check beyond that, references
 * and bindings, is not in it. With the schemas of operators' parameters, by the operators' ids, a card's
 * steps are completed too; another operator stays allowed, as knowledge.
 */
export function documentSchema(kind: DocumentKind, operators: Readonly<Record<string, JsonSchema>> = {}): JsonSchema {
  const { schema, title, description } = documents[kind];
  const made: JsonSchema = { ...schemaOf(schema), title, description };
  const steps = made.properties?.steps;
  if (kind !== "card" || typeof steps !== "object" || Object.keys(operators).length === 0) return made;
  const known = Object.fromEntries(Object.entries(operators).map(([id, params]) => [id, asWritten(params)]));
  const step = { ...(steps.items as JsonSchema), properties: known };
  return { ...made, properties: { ...made.properties, steps: { ...steps, items: step } } };
}

/** Parameters of an operator as a card writes them: each may also be a hyperparameter's value, or a map of these. */
function asWritten({ properties = {}, required, description }: JsonSchema): JsonSchema {
  const bound: JsonSchema[] = [
    { type: "string", pattern: "^\\$" },
    { type: "object", minProperties: 1, maxProperties: 1 },
  ];
  return {
    type: "object",
    ...(description !== undefined && { description }),
    properties: Object.fromEntries(
      Object.entries(properties).map(([name, property]) => [name, { anyOf: [property as JsonSchema, ...bound] }]),
    ),
    ...(required && { required }),
    additionalProperties: false,
  };
}
