import { useMemo, useState } from "react";
import type { Spec } from "vega";
import { Chart } from "../charts/chart.tsx";
import { Cloud, type Point } from "../charts/cloud.tsx";
import { chart } from "../charts/grammar.ts";
import { pointMarks } from "../charts/point-marks.ts";
import { useColours } from "../look/colours.ts";
import { change } from "../words.ts";
import type { Views } from "./views.ts";

const kinds = {
  ar: { title: "accuracy", expected: "predictedArStep", came: "arStep" },
  pr: { title: "parameters", expected: "predictedPrStep", came: "prStep" },
} as const;

/** What the search expected of each step beside what came: on the line it was right. */
export function Expected({ figures, chosen, focus, onFocus }: Views) {
  const colours = useColours();
  const [kind, setKind] = useState<keyof typeof kinds>("ar");
  const { expected, came, title } = kinds[kind];
  const pairs = useMemo(
    () =>
      figures.flatMap((trial) => {
        const [x, y] = [trial[expected], trial[came]];
        return x === null || y === null ? [] : [{ key: trial.number, x, y, scheme: trial.scheme }];
      }),
    [figures, expected, came],
  );
  const points = useMemo(
    () =>
      pairs.map(({ key, x, y, scheme }): Point => {
        return {
          key,
          x,
          y,
          colour: colours.accent,
          text: () => `#${key} · expected ${change(x)} · came ${change(y)}\n${scheme}`,
        };
      }),
    [pairs, colours],
  );
  const domain = useMemo(() => {
    let [low, high] = [0, 0.01];
    for (const { x, y } of pairs) [low, high] = [Math.min(low, x, y), Math.max(high, x, y)];
    const room = 0.05 * (high - low);
    return [low - room, high + room];
  }, [pairs]);
  const format = domain[1]! - domain[0]! > 0.1 ? "+.0%" : "+.1%";
  const version = useMemo(() => [domain, colours, kind], [domain, colours, kind]);
  const specOf =
    (values: readonly Point[]) =>
    (width: number): Spec =>
      chart(
        colours,
        { width: Math.max(140, width - 76), height: 220 },
        {
          data: [
            { name: "line", values: domain.map((value) => ({ value })) },
            { name: "points", values: [...values] },
          ],
          scales: [
            { name: "x", type: "linear", domain, range: "width" },
            { name: "y", type: "linear", domain, range: "height" },
          ],
          axes: [
            { orient: "bottom", scale: "x", title: `expected change of ${title}`, format, grid: true },
            { orient: "left", scale: "y", title: "what came", format, grid: true },
          ],
          marks: [
            {
              type: "line",
              from: { data: "line" },
              encode: {
                enter: {
                  x: { scale: "x", field: "value" },
                  y: { scale: "y", field: "value" },
                  stroke: { value: colours.soft },
                  strokeDash: { value: [4, 4] },
                },
              },
            },
            pointMarks(30),
          ],
        },
      );
  if (figures.length === 0) return null;
  if (figures.every(({ predictedArStep, predictedPrStep }) => predictedArStep === null && predictedPrStep === null))
    return (
      <section className="card stack">
        <h2>Expected and measured</h2>
        <p className="soft">This search expects nothing of a step beforehand.</p>
      </section>
    );
  return (
    <Chart
      title="Expected and measured"
      summary={`For ${pairs.length} steps, the change of ${title} that the search expected and the one that was measured.`}
      spec={specOf([])}
      whole={specOf(points)}
      version={version}
      height={260}
      rows={() => pairs.map(({ key, x, y, scheme }) => ({ number: key, scheme, expected: x, measured: y }))}
      controls={
        <label className="check">
          of
          <select value={kind} onChange={({ target }) => setKind(target.value as keyof typeof kinds)}>
            <option value="ar">accuracy</option>
            <option value="pr">parameters</option>
          </select>
        </label>
      }
    >
      {(plot) =>
        pairs.length === 0 ? (
          <p className="over soft">This search expects nothing of this beforehand.</p>
        ) : (
          <Cloud plot={plot} points={points} chosen={chosen} focus={focus} onFocus={onFocus} ring={colours.accent} />
        )
      }
    </Chart>
  );
}
