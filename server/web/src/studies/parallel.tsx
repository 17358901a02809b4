import { useMemo, useState } from "react";
import type { Spec } from "vega";
import { Chart } from "../charts/chart.tsx";
import { chart } from "../charts/grammar.ts";
import { type Line, Lines, type Span } from "../charts/lines.tsx";
import { type Colours, useColours } from "../look/colours.ts";
import { type Axis, placeOn, type Ranges } from "./axes.ts";
import type { Views } from "./views.ts";

const height = 220;

interface Props extends Views {
  axes: readonly Axis[];
  ranges: Ranges;
  onRanges(ranges: Ranges): void;
}

/** Each trial as a line across its figures: where good ones come from, and what they cost. */
export function ParallelAxes({ figures, front, chosen, focus, axes, ranges, onRanges }: Props) {
  const colours = useColours();
  const lines = useMemo(() => linesOf(figures, front, axes, colours), [figures, front, axes, colours]);
  const spans = useMemo(
    () =>
      axes.map((axis): Span | undefined => {
        const range = ranges.get(axis.id);
        return range && [clamped(placeOn(axis, range[0])), clamped(placeOn(axis, range[1]))];
      }),
    [axes, ranges],
  );
  const version = useMemo(() => [axes, colours], [axes, colours]);
  if (axes.length < 2) return null;
  const setRange = ({ id }: Axis, range: readonly [number, number] | undefined) => {
    const next = new Map(ranges);
    if (range) next.set(id, range);
    else next.delete(id);
    onRanges(next);
  };
  return (
    <Chart
      title="Parallel coordinates"
      summary={`${figures.length} trials, each a line across ${axes.map(({ title }) => title).join(", ")}. The table has the same.`}
      spec={(width) => specOf(axes, colours, width, [])}
      whole={(width) => specOf(axes, colours, width, lines)}
      version={version}
      height={height + 50}
      rows={() =>
        figures.map((trial) =>
          Object.fromEntries([["number", trial.number], ...axes.map((axis) => [axis.id, axis.of(trial)])]),
        )
      }
      controls={<RangeFields axes={axes} ranges={ranges} onRange={setRange} />}
    >
      {(plot) => (
        <Lines
          plot={plot}
          lines={lines}
          chosen={chosen}
          focus={focus}
          spans={spans}
          ring={colours.accent}
          onSpan={(at, span) => {
            const axis = axes[at]!;
            const [low, high] = axis.domain;
            setRange(axis, span && [low + span[0] * (high - low), low + span[1] * (high - low)]);
          }}
        />
      )}
    </Chart>
  );
}

/** The brush in numbers, for the keyboard. */
function RangeFields(o: {
  axes: readonly Axis[];
  ranges: Ranges;
  onRange: (axis: Axis, range: readonly [number, number] | undefined) => void;
}) {
  const [id, setId] = useState<string>();
  const axis = o.axes.find((each) => each.id === id) ?? o.axes[0]!;
  const range = o.ranges.get(axis.id) ?? axis.domain;
  const field = (end: 0 | 1, label: string) => (
    <label className="check">
      {label}
      <input
        type="number"
        step="any"
        value={Number(range[end].toPrecision(4))}
        onChange={({ target }) => {
          if (target.value === "") return;
          const next: [number, number] = [...range];
          next[end] = Number(target.value);
          o.onRange(axis, next);
        }}
      />
    </label>
  );
  return (
    <span className="row-of ranges">
      <label className="check">
        axis
        <select value={axis.id} onChange={({ target }) => setId(target.value)}>
          {o.axes.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
      </label>
      {field(0, "from")}
      {field(1, "to")}
      {o.ranges.has(axis.id) && (
        <button type="button" className="button tiny" onClick={() => o.onRange(axis, undefined)}>
          All of {axis.title}
        </button>
      )}
    </span>
  );
}

function linesOf(figures: Views["figures"], front: Views["front"], axes: readonly Axis[], colours: Colours): Line[] {
  const best = new Set(front.map(({ number }) => number));
  return figures.map((trial) => {
    const above = best.has(trial.number);
    const places = axes.map((axis) => {
      const value = axis.of(trial);
      return value === null ? null : placeOn(axis, value);
    });
    return { key: trial.number, places, above, colour: above ? colours.accent : colours.other };
  });
}

/** The axes with their ends, and the lines where the chart is to be whole. */
function specOf(axes: readonly Axis[], colours: Colours, width: number, lines: readonly Line[]): Spec {
  const size = { width: Math.max(140, width - 66), height };
  const x = (axis: number) => (axis * size.width) / (axes.length - 1);
  const paths = lines.map(({ places, colour }) => ({
    colour,
    path: places
      .flatMap((place, axis) => (place === null ? [] : [`${x(axis).toFixed(1)} ${(height * (1 - place)).toFixed(1)}`]))
      .map((point, at) => `${at === 0 ? "M" : "L"}${point}`)
      .join(""),
  }));
  const ends = axes.flatMap((axis, at) => [
    { at, place: 1, dy: -18, text: axis.title, colour: colours.ink },
    { at, place: 1, dy: -5, text: axis.text(axis.domain[1]), colour: colours.soft },
    { at, place: 0, dy: 14, text: axis.text(axis.domain[0]), colour: colours.soft },
  ]);
  return chart(colours, size, {
    padding: { left: 33, right: 33, top: 30, bottom: 20 } as never,
    autosize: { type: "none" },
    data: [
      { name: "paths", values: paths },
      { name: "axes", values: axes.map((_, at) => ({ at })) },
      { name: "ends", values: ends },
    ],
    scales: [
      { name: "x", type: "linear", domain: [0, axes.length - 1], range: "width", zero: false },
      { name: "y", type: "linear", domain: [0, 1], range: "height" },
    ],
    marks: [
      {
        type: "path",
        from: { data: "paths" },
        encode: { enter: { path: { field: "path" }, stroke: { field: "colour" }, strokeOpacity: { value: 0.5 } } },
      },
      {
        type: "rule",
        from: { data: "axes" },
        encode: {
          enter: {
            ...{ x: { scale: "x", field: "at" }, y: { value: 0 }, y2: { field: { group: "height" } } },
            stroke: { value: colours.soft },
          },
        },
      },
      {
        type: "text",
        from: { data: "ends" },
        encode: {
          enter: {
            ...{ x: { scale: "x", field: "at" }, y: { scale: "y", field: "place" }, dy: { field: "dy" } },
            ...{ text: { field: "text" }, align: { value: "center" }, fontSize: { value: 11 } },
            fill: { field: "colour" },
          },
        },
      },
    ],
  });
}

const clamped = (place: number) => Math.min(1, Math.max(0, place));
