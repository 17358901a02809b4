import { colourOf } from "./kinds.ts";
import type { Shown } from "./neighbourhood.ts";

/** The colours of the kinds of nodes that are drawn. */
export function KindsLegend({ shown }: { shown: Shown }) {
  const kinds = [...new Set(shown.nodes.map(({ attributes }) => attributes.kind))].sort();
  return kinds.map((kind) => (
    <span key={kind} className="kind">
      <i style={{ background: colourOf(kind) }} /> {kind}
    </span>
  ));
}
