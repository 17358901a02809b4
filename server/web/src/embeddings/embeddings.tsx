import { useMemo } from "react";
import type { Spec } from "vega";
import { setQuery, useAddress } from "../address.ts";
import { call } from "../api/calls.ts";
import { useAnswer } from "../api/use-answer.ts";
import { Chart } from "../charts/chart.tsx";
import { Cloud, type Point } from "../charts/cloud.tsx";
import { chart } from "../charts/grammar.ts";
import { pointMarks } from "../charts/point-marks.ts";
import { useColours } from "../look/colours.ts";
import { Empty, Failed, Loading } from "../parts/states.tsx";
import { percent } from "../words.ts";
import { Nearest } from "./nearest.tsx";
import { Runs } from "./runs.tsx";

/** The strategies where their vectors put them, what is near one of them, and the runs that learned the vectors. */
export function Embeddings() {
  const { query } = useAddress();
  const strategy = query.get("strategy") ?? undefined;
  const asked = useAnswer("map", (signal) => call("mapEmbedding", {}, { signal }));
  const colours = useColours();
  const places = useMemo(() => placesOf(asked.data), [asked.data]);
  const hidden = useMemo(() => new Set((query.get("without") ?? "").split(",").filter(Boolean)), [query]);
  const methods = useMemo(() => [...new Set(places.map(({ method }) => method))].sort(), [places]);
  const colourOf = useMemo(
    () => new Map(methods.map((method, i) => [method, palette[i % palette.length]!])),
    [methods],
  );
  const points = useMemo(
    () =>
      places
        .filter(({ method }) => !hidden.has(method))
        .map(({ key, id, method, x, y }): Point => ({ key, x, y, colour: colourOf.get(method)!, text: () => id }))
        .sort((a, b) => (a.colour < b.colour ? -1 : a.colour > b.colour ? 1 : 0)),
    [places, hidden, colourOf],
  );
  const version = useMemo(() => [places, colours], [places, colours]);
  if (asked.problem?.code === "no_embedding")
    return (
      <Empty title="No vectors yet.">
        <p>
          The first study learns them, or <code>npx automc embed train</code>.
        </p>
      </Empty>
    );
  if (asked.problem) return <Failed problem={asked.problem} again={asked.again} />;
  if (!asked.data) return <Loading what="the map" />;
  const span = (of: (place: { x: number; y: number }) => number): [number, number] => {
    let [low, high] = [Infinity, -Infinity];
    for (const place of places) [low, high] = [Math.min(low, of(place)), Math.max(high, of(place))];
    return [low - 0.05 * (high - low), high + 0.05 * (high - low)];
  };
  const spec =
    (values: readonly Point[]) =>
    (width: number): Spec =>
      chart(
        colours,
        { width: Math.max(140, width - 60), height: 460 },
        {
          data: [{ name: "points", values: [...values] }],
          scales: [
            { name: "x", type: "linear", domain: span(({ x }) => x), range: "width" },
            { name: "y", type: "linear", domain: span(({ y }) => y), range: "height" },
          ],
          axes: [
            {
              orient: "bottom",
              scale: "x",
              grid: true,
              title: `first component (${percent(asked.data!.explained[0], 0)} of the variance)`,
            },
            { orient: "left", scale: "y", grid: true, title: `second (${percent(asked.data!.explained[1], 0)})` },
          ],
          marks: [pointMarks(14)],
        },
      );
  const focus = places.find(({ id }) => id === strategy)?.key;
  return (
    <>
      <h1>Embeddings</h1>
      <div className="columns wide-left">
        <Chart
          title="Map of the strategies"
          summary={`${places.length} strategies of ${methods.length} methods, near where their vectors are near. The list beside it names the nearest ones of one of them.`}
          spec={spec([])}
          whole={spec(points)}
          version={version}
          height={520}
          rows={() => places.map(({ id, method, x, y }) => ({ id, method, x, y }))}
          legend={
            <ul className="legend">
              {methods.map((method) => (
                <li key={method}>
                  <label className="check">
                    <input
                      type="checkbox"
                      checked={!hidden.has(method)}
                      onChange={() => {
                        const next = new Set(hidden);
                        if (!next.delete(method)) next.add(method);
                        setQuery({ without: [...next].join(",") }, { replace: true });
                      }}
                    />
                    <i style={{ background: colourOf.get(method) }} />
                    {method}
                  </label>
                </li>
              ))}
            </ul>
          }
        >
          {(plot) => (
            <Cloud
              plot={plot}
              points={points}
              chosen={undefined}
              focus={focus}
              ring={colours.ink}
              onFocus={(key) => setQuery({ strategy: places[key]!.id }, { replace: true })}
            />
          )}
        </Chart>
        <Nearest strategy={strategy} />
      </div>
      <Runs />
    </>
  );
}

const palette = [
  "#2f7de1",
  "#d9822b",
  "#2e9e6b",
  "#d64f7f",
  "#8f7ae5",
  "#4aa3b5",
  "#b58b2a",
  "#c4453c",
  "#5b8f3a",
  "#7b8a9a",
];

function placesOf(map: { columns: string[]; values: (string | number)[][] } | undefined) {
  if (!map) return [];
  const column = (name: string) => map.values[map.columns.indexOf(name)] ?? [];
  const [ids, methods, xs, ys] = [column("id"), column("methodId"), column("x"), column("y")];
  return ids.map((id, key) => ({
    key,
    id: String(id),
    method: String(methods[key]),
    x: Number(xs[key]),
    y: Number(ys[key]),
  }));
}
