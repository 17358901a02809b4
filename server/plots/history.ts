import { svg } from "./svg.ts";

const grey = "#9aa5b1";

/** How a study went as a picture (SVG): the hypervolume of its front after each trial. */
export async function historyPlot(
  title: string,
  history: readonly { number: number; hypervolume: number }[],
): Promise<string> {
  const axis = { grid: true, gridColor: "#eef1f4", domainColor: grey, tickColor: grey, titlePadding: 8 };
  const at = { x: { scale: "x", field: "number" }, y: { scale: "y", field: "hypervolume" } };
  return svg(title, {
    width: 640,
    height: 220,
    data: [{ name: "history", values: history }],
    scales: [
      { name: "x", type: "linear", domain: { data: "history", field: "number" }, range: "width", zero: true },
      {
        name: "y",
        type: "linear",
        domain: { data: "history", field: "hypervolume" },
        range: "height",
        nice: true,
        zero: true,
      },
    ],
    axes: [
      { orient: "bottom", scale: "x", title: "trial", ...axis, grid: false, tickMinStep: 1 },
      { orient: "left", scale: "y", title: "hypervolume of the front", ...axis },
    ],
    marks: [
      {
        type: "line",
        from: { data: "history" },
        encode: {
          enter: {
            ...at,
            stroke: { value: "#1f6feb" },
            interpolate: { value: "step-after" },
            strokeWidth: { value: 2 },
          },
        },
      },
    ],
  });
}
