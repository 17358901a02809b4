import type { Spec } from "vega";
import type { Colours } from "../look/colours.ts";

const ticksOn = (orient: unknown, { width, height }: { width: number; height: number }) =>
  Math.max(3, Math.floor(orient === "left" ? height / 50 : width / 110));

/** What charts have in common, in the page's colours; sizes are in pixels. */
export function chart(colours: Colours, o: { width: number; height: number }, parts: Partial<Spec>): Spec {
  const axis = {
    domainColor: colours.line,
    tickColor: colours.line,
    gridColor: colours.grid,
    labelColor: colours.soft,
    titleColor: colours.soft,
    labelFontSize: 11,
    titleFontSize: 12,
    titleFontWeight: "normal" as const,
    titlePadding: 8,
    labelOverlap: true,
  };
  const font = "system-ui, sans-serif";
  return {
    $schema: "https://vega.github.io/schema/vega/v6.json",
    ...o,
    padding: 4,
    autosize: { type: "pad" },
    config: { axis: { ...axis, labelFont: font, titleFont: font }, legend: { labelFont: font }, text: { font } },
    ...parts,
    ...(parts.axes && { axes: parts.axes.map((each) => ({ tickCount: ticksOn(each.orient, o), ...each })) }),
  } as Spec;
}
