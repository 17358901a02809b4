import type { z } from "zod";
import type { Run } from "../driver/query.ts";
import { GraphError } from "../errors.ts";
import { labelsWithNames } from "../named-queries/define.ts";
import {
  type foundNode,
  neighboursOfNodes,
  nodesByName,
  type wantedNodes,
} from "../queries/catalogue/subgraph-nodes.ts";

type Found = z.output<typeof foundNode>;

/** A node and how far to go from it. */
export interface Around {
  /** `Method:NS`, or only `NS` where no other kind has a node of that name. */
  node: string;
  /** Relationships between it and the farthest, in either direction; 0 is the node alone. */
  hops: number;
}

const batchSize = 5000;

/**
 * The nodes within some hops of one, nearest first. Stops at the hop that goes beyond `atMost`
 * nodes.
 *
 * @throws GraphError `not_found` when there is no such node, `bad_params` when several kinds have
 * one.
 */
export async function nodesAround(
  run: Run,
  { node, hops }: Around,
  wanted: z.input<typeof wantedNodes>,
): Promise<Found[]> {
  const start = await run(nodesByName, { ...wanted, names: namesLike(node) });
  if (start.length === 0) throw new GraphError("not_found", `There is no node "${node}" in the graph.`);
  if (start.length > 1) {
    const kinds = start.map(({ label, id }) => `${label}:${id}`).join(", ");
    throw new GraphError("bad_params", `"${node}" names several nodes; name one of them: ${kinds}.`);
  }
  const found = new Map(start.map((each) => [each.place, each]));
  let edge = start;
  for (let hop = 0; hop < hops && edge.length > 0 && found.size < wanted.atMost; hop++) {
    const places = edge.map(({ place }) => place);
    const next = new Map<string, Found>();
    for (let at = 0; at < places.length; at += batchSize) {
      const near = await run(neighboursOfNodes, { ...wanted, places: places.slice(at, at + batchSize) });
      for (const each of near) if (!found.has(each.place)) next.set(each.place, each);
    }
    for (const [place, each] of next) found.set(place, each);
    edge = [...next.values()];
  }
  return [...found.values()];
}

/**
 * What a reader may mean by `Method:NS` or `arXiv:1708.06519`: a kind and an id, or an id of any
 * kind.
 */
function namesLike(node: string) {
  const at = node.indexOf(":");
  const label = labelsWithNames.find((each) => each === node.slice(0, at));
  if (label !== undefined) return [{ label, id: node.slice(at + 1) }];
  return labelsWithNames.map((each) => ({ label: each, id: node }));
}
