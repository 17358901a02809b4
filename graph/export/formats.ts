import type { Subgraph } from "./subgraph.ts";

/**
 * The formats that a subgraph is written in, with their media types. A writer's own packages are
 * loaded when it writes.
 */
export const exportFormats = {
  graphology: {
    mediaType: "application/json",
    write: async (part: Subgraph) => JSON.stringify((await import("./graphology.ts")).graphologyGraph(part)),
  },
  graphml: {
    mediaType: "application/graphml+xml",
    write: async (part: Subgraph) => (await import("./graphml.ts")).graphml(part),
  },
  jsonld: {
    mediaType: "application/ld+json",
    write: async (part: Subgraph) => JSON.stringify((await import("./ml-schema.ts")).mlSchema(part)),
  },
} as const;
export type ExportFormat = keyof typeof exportFormats;
export const exportFormatNames = Object.keys(exportFormats) as [ExportFormat, ...ExportFormat[]];
