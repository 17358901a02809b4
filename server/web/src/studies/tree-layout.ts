import { stepsOf } from "../words.ts";
import type { Trial } from "./shapes.ts";

/** A scheme in the tree of a study: what was tried, or only passed through. */
export interface Node {
  scheme: string;
  step: string;
  depth: number;
  /** Its row; a scheme is in the middle of those that extend it. */
  row: number;
  parent: Node | undefined;
  trial: Trial | undefined;
}

/**
 * The tree of schemes that a search grew (the paper's Figure 1): START at the left, each scheme
 * behind the one it extends.
 *
 * At most `most` leaves: those that `first` names are there before others, which come in the order
 * they were tried.
 */
export function layOut(
  trials: readonly Trial[],
  o: { most: number; first: ReadonlySet<number> },
): { nodes: Node[]; rows: number; left: number } {
  const order = [...trials].sort(
    (a, b) => Number(o.first.has(b.number)) - Number(o.first.has(a.number)) || a.number - b.number,
  );
  const root: Node = { scheme: "START", step: "START", depth: 0, row: 0, parent: undefined, trial: undefined };
  const known = new Map<string, Node>([["START", root]]);
  const children = new Map<Node, Node[]>([[root, []]]);
  let leaves = 0;
  let left = 0;
  for (const trial of order) {
    const steps = trial.scheme === "START" ? [] : stepsOf(trial.scheme);
    if (leaves >= o.most && !known.has(steps.slice(0, -1).join(" -> ") || "START")) {
      left += 1;
      continue;
    }
    if (leaves >= o.most * 1.5) {
      left += 1;
      continue;
    }
    let at = root;
    for (let depth = 1; depth <= steps.length; depth++) {
      const scheme = steps.slice(0, depth).join(" -> ");
      let node = known.get(scheme);
      if (!node) {
        node = { scheme, step: steps[depth - 1]!, depth, row: 0, parent: at, trial: undefined };
        known.set(scheme, node);
        const siblings = children.get(at)!;
        if (siblings.length > 0 || at === root) leaves += 1;
        siblings.push(node);
        children.set(node, []);
      }
      at = node;
    }
    at.trial ??= trial;
  }
  let rows = 0;
  const place = (node: Node): number => {
    const below = children.get(node)!;
    node.row = below.length === 0 ? rows++ : mean(below.map(place));
    return node.row;
  };
  place(root);
  return { nodes: [...known.values()], rows, left };
}

const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
