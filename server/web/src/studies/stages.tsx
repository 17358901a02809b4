import { useMemo } from "react";
import type { Spec } from "vega";
import { Chart } from "../charts/chart.tsx";
import { chart } from "../charts/grammar.ts";
import { useColours } from "../look/colours.ts";
import { count, percent, seconds, short } from "../words.ts";

/** What a step of a scheme left, as it is recorded; an older version may have recorded less. */
interface Stage {
  operator: string;
  parameters: number;
  flops: number;
  validationAccuracy: number;
  testAccuracy: number;
  seconds: number;
  cuts?: { group: string; channels: number[] }[];
  curve?: number[];
}

const isStage = (stage: unknown): stage is Stage =>
  typeof stage === "object" && stage !== null && "operator" in stage && "parameters" in stage;

/** The operators of a scheme one after another: what each left, and how its training went. */
export function Stages({ stages: recorded }: { stages: readonly unknown[] }) {
  const stages = recorded.filter(isStage);
  if (stages.length === 0) return null;
  const curves = stages.flatMap(({ operator, curve }, i) =>
    (curve ?? []).map((accuracy, epoch) => ({ step: `${i + 1}. ${operator}`, epoch: epoch + 1, accuracy })),
  );
  return (
    <>
      <section className="card">
        <h2>Step by step</h2>
        <section className="scroll" tabIndex={0} aria-label="What each operator left">
          <table className="plain">
            <thead>
              <tr>
                <th scope="col">operator</th>
                <th scope="col">parameters</th>
                <th scope="col">FLOPs</th>
                <th scope="col">accuracy (validation)</th>
                <th scope="col">accuracy (test)</th>
                <th scope="col">channels removed</th>
                <th scope="col">time</th>
              </tr>
            </thead>
            <tbody>
              {stages.map((stage, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: recorded once, in this order.
                <tr key={i}>
                  <th scope="row">{stage.operator}</th>
                  <td>{count(stage.parameters)}</td>
                  <td>{short(stage.flops)}</td>
                  <td>{percent(stage.validationAccuracy)}</td>
                  <td>{percent(stage.testAccuracy)}</td>
                  <td>
                    <Cuts of={stage.cuts ?? []} />
                  </td>
                  <td>{seconds(stage.seconds)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </section>
      {curves.length > 1 && <Curve rows={curves} />}
    </>
  );
}

/** How many channels were cut, and layer by layer on demand. */
function Cuts({ of }: { of: NonNullable<Stage["cuts"]> }) {
  const byLayer = new Map<string, number>();
  for (const { group, channels } of of) byLayer.set(group, (byLayer.get(group) ?? 0) + channels.length);
  const all = [...byLayer.values()].reduce((a, b) => a + b, 0);
  if (all === 0) return <>–</>;
  return (
    <details>
      <summary>
        {all} in {byLayer.size} groups
      </summary>
      <ul className="cuts">
        {[...byLayer].map(([layer, removed]) => (
          <li key={layer}>
            {layer}: {removed}
          </li>
        ))}
      </ul>
    </details>
  );
}

function Curve({ rows }: { rows: { step: string; epoch: number; accuracy: number }[] }) {
  const colours = useColours();
  const version = useMemo(() => [colours, rows.length], [colours, rows.length]);
  const spec = (width: number): Spec =>
    chart(
      colours,
      { width: Math.max(140, width - 70), height: 180 },
      {
        data: [{ name: "rows", values: rows }],
        scales: [
          { name: "x", type: "linear", domain: { data: "rows", field: "epoch" }, range: "width", zero: false },
          {
            name: "y",
            type: "linear",
            domain: { data: "rows", field: "accuracy" },
            range: "height",
            zero: false,
            nice: true,
          },
          {
            name: "colour",
            type: "ordinal",
            domain: { data: "rows", field: "step" },
            range: [colours.accent, colours.published, colours.good, colours.warn],
          },
        ],
        axes: [
          { orient: "bottom", scale: "x", title: "epoch", format: "d" },
          { orient: "left", scale: "y", title: "accuracy (validation)", format: ".0%", grid: true },
        ],
        marks: [
          {
            type: "group",
            from: { facet: { name: "series", data: "rows", groupby: "step" } },
            marks: [
              {
                type: "line",
                from: { data: "series" },
                encode: {
                  enter: {
                    x: { scale: "x", field: "epoch" },
                    y: { scale: "y", field: "accuracy" },
                    stroke: { scale: "colour", field: "step" },
                    strokeWidth: { value: 2 },
                  },
                },
              },
            ],
          },
        ],
      },
    );
  return (
    <Chart
      title="Training"
      summary="Accuracy on validation data after each epoch of the training that was watched."
      spec={spec}
      version={version}
      height={230}
      rows={() => rows}
    />
  );
}
