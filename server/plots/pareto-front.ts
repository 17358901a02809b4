import { svg } from "./svg.ts";

/** One evaluated scheme as the plot shows it; fractions. */
export interface PlotPoint {
  scheme: string;
  pr: number;
  /** On validation data: the front is chosen by it, so only by it is it one. */
  ar: number;
  onFront: boolean;
}

const grey = "#9aa5b1";
const blue = "#1f6feb";

/**
 * The trials of a study as a picture (SVG): parameters removed against accuracy gained or lost, the
 * Pareto front joined, the target as a dashed line, the original model as a hollow point at (0, 0).
 */
export async function frontPlot(title: string, target: number, points: PlotPoint[]): Promise<string> {
  const front = points.filter((point) => point.onFront).sort((a, b) => a.pr - b.pr);
  const axis = {
    format: "+.0%",
    grid: true,
    gridColor: "#eef1f4",
    domainColor: grey,
    tickColor: grey,
    titlePadding: 8,
  };
  const mark = (data: string, size: number, encode: Record<string, unknown>) => ({
    type: "symbol" as const,
    from: { data },
    encode: {
      enter: {
        x: { scale: "x", field: "pr" },
        y: { scale: "y", field: "ar" },
        size: { value: size },
        tooltip: { field: "scheme" },
        ...encode,
      },
    },
  });
  return svg(title, {
    width: 640,
    height: 400,
    data: [
      { name: "others", values: points.filter((point) => !point.onFront) },
      { name: "front", values: front },
      { name: "original", values: [{ pr: 0, ar: 0, scheme: "original model" }] },
      { name: "target", values: [{ pr: target }] },
      { name: "all", values: [...points, { pr: 0, ar: 0 }, { pr: target, ar: 0 }] },
    ],
    scales: [
      { name: "x", type: "linear", domain: { data: "all", field: "pr" }, range: "width", nice: true, zero: true },
      { name: "y", type: "linear", domain: { data: "all", field: "ar" }, range: "height", nice: true, zero: true },
      {
        name: "kind",
        type: "ordinal",
        domain: ["Pareto front", "other trial", "original model"],
        range: [blue, grey, "white"],
      },
    ],
    axes: [
      { orient: "bottom", scale: "x", title: "parameters removed (PR)", ...axis, format: ".0%" },
      { orient: "left", scale: "y", title: "accuracy change (AR, on validation data)", ...axis, format: "+.1%" },
    ],
    legends: [{ fill: "kind", orient: "bottom", direction: "horizontal", symbolStrokeColor: "#57606a", padding: 6 }],
    marks: [
      {
        type: "rule",
        from: { data: "target" },
        encode: {
          enter: {
            x: { scale: "x", field: "pr" },
            y: { value: 0 },
            y2: { field: { group: "height" } },
            stroke: { value: "#cf222e" },
            strokeDash: { value: [5, 4] },
          },
        },
      },
      {
        type: "text",
        from: { data: "target" },
        encode: {
          enter: {
            x: { scale: "x", field: "pr", offset: 5 },
            y: { field: { group: "height" }, offset: -6 },
            text: { value: `target γ = ${target}` },
            fill: { value: "#cf222e" },
          },
        },
      },
      {
        type: "line",
        from: { data: "front" },
        encode: {
          enter: { x: { scale: "x", field: "pr" }, y: { scale: "y", field: "ar" }, stroke: { value: blue } },
        },
      },
      mark("others", 45, { fill: { value: grey } }),
      mark("original", 70, { fill: { value: "white" }, stroke: { value: "#57606a" } }),
      mark("front", 80, { fill: { value: blue } }),
    ],
  });
}
