import type { NodeFact } from "../../graph/index.ts";
import type { Paper } from "./source.ts";

/** A paper as a node. What this mention of the paper omits stays as another mention has it. */
export function paperNode({ id, title, year, authors, venue }: Paper): NodeFact {
  return {
    label: "Paper",
    id,
    properties: {
      title,
      ...(year !== undefined && { year }),
      ...(authors && { authors }),
      ...(venue !== undefined && { venue }),
    },
  };
}
