import { parse, type Spec, View } from "vega";

/** What is in a plot, in Vega's terms: data, scales, axes, legends, marks. Sizes are in pixels. */
export interface Content {
  width: number;
  height: number;
  [part: string]: unknown;
}

/** Draws a plot as SVG text, with a title, margins and a white background. */
export async function svg(title: string, content: Content): Promise<string> {
  const spec = {
    padding: 16,
    background: "white",
    title: { text: title, anchor: "start", fontSize: 15, offset: 12 },
    ...content,
  } as Spec;
  return new View(parse(spec), { renderer: "none" }).toSVG();
}
