import { graphml } from "./graphml.ts";
import { graphologyGraph } from "./graphology.ts";
import { mlSchema } from "./ml-schema.ts";
import type { Subgraph } from "./subgraph.ts";

/** The formats that a subgraph is written in, with their media types. */
export const exportFormats = {
  graphology: { mediaType: "application/json", write: (part: Subgraph) => JSON.stringify(graphologyGraph(part)) },
  graphml: { mediaType: "application/graphml+xml", write: graphml },
  jsonld: { mediaType: "application/ld+json", write: (part: Subgraph) => JSON.stringify(mlSchema(part)) },
} as const;
export type ExportFormat = keyof typeof exportFormats;
export const exportFormatNames = Object.keys(exportFormats) as [ExportFormat, ...ExportFormat[]];
