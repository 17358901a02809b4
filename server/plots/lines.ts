import { svg } from "./svg.ts";

const grey = "#9aa5b1";

/** A line of a plot. */
export interface Line {
  name: string;
  points: { x: number; y: number }[];
}

/** What the axes of a plot of lines show. */
export interface Axes {
  x: { title: string; format?: string };
  y: { title: string; format?: string };
  /** How a line goes from one point to the next; steps where a value holds until the next. */
  steps?: boolean;
}

/** Several lines in one picture (SVG), told apart by colour and named in a legend. */
export async function linesPlot(title: string, { x, y, steps = false }: Axes, lines: readonly Line[]): Promise<string> {
  const rows = lines.flatMap(({ name, points }) => points.map((point) => ({ name, ...point })));
  const axis = { grid: true, gridColor: "#eef1f4", domainColor: grey, tickColor: grey, titlePadding: 8 };
  const at = {
    x: { scale: "x", field: "x" },
    y: { scale: "y", field: "y" },
  };
  const series = (mark: object) => ({
    type: "group",
    from: { facet: { name: "line", data: "rows", groupby: "name" } },
    marks: [{ from: { data: "line" }, ...mark }],
  });
  const name = { scale: "colour", field: "name" };
  return svg(title, {
    width: 640,
    height: 360,
    data: [{ name: "rows", values: rows }],
    scales: [
      { name: "x", type: "linear", domain: { data: "rows", field: "x" }, range: "width", nice: true, zero: false },
      { name: "y", type: "linear", domain: { data: "rows", field: "y" }, range: "height", nice: true, zero: false },
      { name: "colour", type: "ordinal", domain: lines.map((line) => line.name), range: { scheme: "tableau10" } },
    ],
    axes: [
      { orient: "bottom", scale: "x", ...axis, ...x },
      { orient: "left", scale: "y", ...axis, ...y },
    ],
    legends: [{ stroke: "colour", symbolType: "stroke", orient: "bottom", direction: "horizontal", padding: 6 }],
    marks: [
      series({
        type: "line",
        encode: {
          enter: {
            ...at,
            stroke: name,
            strokeWidth: { value: 2 },
            interpolate: { value: steps ? "step-after" : "linear" },
          },
        },
      }),
      series({ type: "symbol", encode: { enter: { ...at, fill: name, size: { value: 24 } } } }),
    ],
  });
}
