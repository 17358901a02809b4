import { useMemo, useState } from "react";
import { change, methodOf, percent } from "../words.ts";
import { layOut, type Node } from "./tree-layout.ts";
import type { Views } from "./views.ts";

const rowHeight = 28;
const columnWidth = 190;

/** The tree that the search grew: each scheme behind the one that it extends. */
export function Tree({ trials, front, chosen, focus, onFocus, onOpen }: Views) {
  const [most, setMost] = useState(40);
  const best = useMemo(() => new Set(front.map(({ number }) => number)), [front]);
  const { nodes, rows, left } = useMemo(() => layOut(trials, { most, first: best }), [trials, most, best]);
  const depth = Math.max(0, ...nodes.map((node) => node.depth));
  if (trials.length === 0) return null;
  const parents = new Set(nodes.map(({ parent }) => parent));
  const x = (node: Node) => 14 + node.depth * columnWidth;
  const y = (node: Node) => 24 + node.row * rowHeight;
  return (
    <section className="card" aria-labelledby="tree">
      <div className="heading small">
        <h2 id="tree">Tree of schemes</h2>
        <span className="soft">
          {nodes.length} schemes{left > 0 ? `, ${left} trials more are not drawn` : ""}
        </span>
        {left > 0 && (
          <button type="button" className="button tiny" onClick={() => setMost(most * 2)}>
            Draw more
          </button>
        )}
      </div>
      <section className="scroll" tabIndex={0} aria-label="Tree of schemes">
        <svg
          width={(depth + 1) * columnWidth + 40}
          height={rows * rowHeight + 16}
          role="img"
          aria-label="The schemes, each behind the one it extends; the table has the same."
        >
          {nodes.map(
            (node) =>
              node.parent && (
                <path
                  key={`to ${node.scheme}`}
                  className={onWay(node, best) ? "edge front" : "edge"}
                  d={curve(x(node.parent), y(node.parent), x(node), y(node))}
                />
              ),
          )}
          {nodes.map((node) => {
            const { trial } = node;
            const state = trial === undefined ? "passed" : best.has(trial.number) ? "front" : trial.state;
            const faint = chosen !== undefined && !(trial && chosen.has(trial.number));
            return (
              <g
                key={node.scheme}
                aria-hidden="true"
                transform={`translate(${x(node)} ${y(node)})`}
                className={`node ${state}${faint ? " faint" : ""}${trial && trial.number === focus ? " focus" : ""}`}
                onClick={() => trial && onFocus(trial.number)}
                onDoubleClick={() => trial && onOpen(trial.number)}
              >
                <title>{titleOf(node)}</title>
                <circle r={5} />
                <text x={parents.has(node) ? -4 : 10} y={parents.has(node) ? -9 : 4}>
                  {node.depth === 0 ? "START" : methodOf(node.step)}
                  {trial && trial.state !== "failed" && (
                    <tspan className="soft">
                      {" "}
                      {change(trial.validationAr)} · {percent(trial.pr, 0)}
                    </tspan>
                  )}
                </text>
              </g>
            );
          })}
        </svg>
      </section>
    </section>
  );
}

const curve = (x0: number, y0: number, x1: number, y1: number) => {
  const from = x0 + 120 < x1 ? x1 - 60 : x0;
  return `M${x0 + 5} ${y0}H${from}C${x1 - 25} ${y0} ${from + 25} ${y1} ${x1 - 5} ${y1}`;
};

/** Whether a scheme of the front extends this one, or is it. */
function onWay(node: Node, best: ReadonlySet<number>): boolean {
  return node.trial !== undefined && best.has(node.trial.number);
}

function titleOf({ scheme, trial }: Node): string {
  if (!trial) return `${scheme}\nnot tried itself`;
  if (trial.state === "failed") return `${scheme}\n#${trial.number} failed`;
  return `${scheme}\n#${trial.number}: AR ${change(trial.validationAr)} (validation), PR ${percent(trial.pr)}`;
}
