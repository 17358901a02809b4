import { useMemo, useState } from "react";
import type { Spec } from "vega";
import { Chart } from "../charts/chart.tsx";
import { chart } from "../charts/grammar.ts";
import { useColours } from "../look/colours.ts";
import { history } from "./figures.ts";
import type { Views } from "./views.ts";

/** How the dominated area grew, by trials or by seconds of work. */
export function History({ study, trials }: Pick<Views, "study" | "trials">) {
  const colours = useColours();
  const [by, setBy] = useState<"number" | "seconds">("number");
  const steps = useMemo(() => history(study.target, trials), [study.target, trials]);
  const points = useMemo(() => corners(steps), [steps]);
  const version = useMemo(() => [points, by, colours], [points, by, colours]);
  const spec = (width: number): Spec =>
    chart(
      colours,
      { width: Math.max(140, width - 70), height: 220 },
      {
        data: [{ name: "points", values: points }],
        scales: [
          { name: "x", type: "linear", domain: { data: "points", field: by }, range: "width", zero: true, nice: true },
          {
            name: "y",
            type: "linear",
            domain: { data: "points", field: "volume" },
            range: "height",
            zero: true,
            nice: true,
          },
        ],
        axes: [
          { orient: "bottom", scale: "x", title: by === "number" ? "trials" : "seconds of work", tickMinStep: 1 },
          { orient: "left", scale: "y", title: "hypervolume", grid: true },
        ],
        marks: [
          {
            type: "line",
            from: { data: "points" },
            encode: {
              enter: {
                x: { scale: "x", field: by },
                y: { scale: "y", field: "volume" },
                interpolate: { value: "step-after" },
                stroke: { value: colours.accent },
                strokeWidth: { value: 2 },
              },
            },
          },
        ],
      },
    );
  if (trials.length === 0) return null;
  const last = steps.at(-1)?.volume ?? 0;
  return (
    <Chart
      title="Hypervolume"
      summary={`The hypervolume of the front after each trial; ${last.toFixed(3)} after the last of ${steps.length}.`}
      spec={spec}
      version={version}
      height={260}
      rows={() => steps.map((step) => ({ ...step }))}
      controls={
        <label className="check">
          over
          <select value={by} onChange={({ target }) => setBy(target.value as "number" | "seconds")}>
            <option value="number">trials</option>
            <option value="seconds">seconds</option>
          </select>
        </label>
      }
    />
  );
}

/** Only where it rises, and the end: as many points as there are rises. */
function corners<T extends { volume: number }>(steps: readonly T[]): T[] {
  return steps.filter((step, i) => i === 0 || i === steps.length - 1 || step.volume !== steps[i - 1]!.volume);
}
