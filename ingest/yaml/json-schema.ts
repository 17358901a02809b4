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
 * and bindings, is not in it.
 */
export function documentSchema(kind: DocumentKind): JsonSchema {
  const { schema, title, description } = documents[kind];
  return { ...schemaOf(schema), title, description };
}
