import { svg } from "./svg.ts";

/** A trial as the tree shows it: its way from START, and its AR on validation data, null where it has none. */
export interface TreeTrial {
  number: number;
  strategyIds: readonly string[];
  ar: number | null;
  onFront: boolean;
}

interface Node {
  id: string;
  parent: string | null;
  label: string;
  /** The trial of the scheme that ends here; null for a prefix that was no trial of its own. */
  number: number | null;
  ar: number | null;
  onFront: boolean;
}

const rowHeight = 20;

/**
 * The schemes of a study as a tree from START, as in the paper's Figure 1, grown by this search (SVG): a node is a scheme,
 * its label the last method and the trial's number; those of the front are blue.
 */
export async function schemeTree(title: string, trials: readonly TreeTrial[]): Promise<string> {
  const nodes = nodesOf(trials);
  const parents = new Set(nodes.map(({ parent }) => parent));
  const leaves = nodes.filter(({ id }) => !parents.has(id)).length;
  const height = Math.max(80, leaves * rowHeight);
  return svg(title, {
    width: 640,
    height,
    padding: { left: 20, right: 150, top: 16, bottom: 16 },
    data: [
      {
        name: "tree",
        values: nodes,
        transform: [
          { type: "stratify", key: "id", parentKey: "parent" },
          { type: "tree", method: "tidy", size: [height, 640], as: ["y", "x", "depth", "children"] },
        ],
      },
      {
        name: "links",
        source: "tree",
        transform: [{ type: "treelinks" }, { type: "linkpath", orient: "horizontal", shape: "diagonal" }],
      },
    ],
    marks: [
      {
        type: "path",
        from: { data: "links" },
        encode: { update: { path: { field: "path" }, stroke: { value: "#c6ced6" } } },
      },
      {
        type: "symbol",
        from: { data: "tree" },
        encode: {
          enter: { size: { value: 60 }, stroke: { value: "#57606a" } },
          update: {
            x: { field: "x" },
            y: { field: "y" },
            fill: [
              { test: "datum.onFront", value: "#1f6feb" },
              { test: "datum.ar === null", value: "white" },
              { value: "#9aa5b1" },
            ],
          },
        },
      },
      {
        type: "text",
        from: { data: "tree" },
        encode: {
          enter: { text: { field: "label" }, fontSize: { value: 10 }, baseline: { value: "middle" }, dx: { value: 8 } },
          update: { x: { field: "x" }, y: { field: "y" } },
        },
      },
    ],
  });
}

/** START, and each scheme once, with the schemes that lead to it. */
function nodesOf(trials: readonly TreeTrial[]): Node[] {
  const nothing = { number: null, ar: null, onFront: false };
  const nodes = new Map<string, Node>([["START", { id: "START", parent: null, label: "START", ...nothing }]]);
  for (const { number, strategyIds, ar, onFront } of trials) {
    strategyIds.forEach((strategy, at) => {
      const id = strategyIds.slice(0, at + 1).join(" -> ");
      const parent = at === 0 ? "START" : strategyIds.slice(0, at).join(" -> ");
      const label = strategy.replace(/\(.*/s, "");
      if (!nodes.has(id)) nodes.set(id, { id, parent, label, ...nothing });
    });
    const own = nodes.get(strategyIds.join(" -> ") || "START")!;
    const method = own.label.replace(/ #.*/, "");
    const rate = ar === null ? "" : `, AR ${(100 * ar).toFixed(1)} %`;
    Object.assign(own, { number, ar, onFront, label: `${method} #${number}${rate}` });
  }
  return [...nodes.values()];
}
