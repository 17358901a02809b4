import { type ReactNode, useEffect, useRef, useState } from "react";
import type { Spec, View } from "vega";
import { save } from "../parts/save.ts";

/** The plotting area of a drawn chart: its place in the chart's box, and its scales. */
export interface Plot {
  left: number;
  top: number;
  width: number;
  height: number;
  x: Scale;
  y: Scale;
}
interface Scale {
  (value: number): number;
  invert(pixel: number): number;
}

interface Props {
  title: string;
  /** One sentence on what the chart shows, for those who can't see it. */
  summary: string;
  /** The chart at this width, without what a layer draws; a new object is drawn anew. */
  spec: (width: number) => Spec;
  /** The whole chart, as it is saved; the same where there is no layer. */
  whole?: (width: number) => Spec;
  /** Changes with all that `spec` depends on. */
  version: unknown;
  height: number;
  /** The rows behind it, for CSV. */
  rows: () => Record<string, unknown>[];
  /** What lies over the chart. */
  children?: (plot: Plot) => ReactNode;
  controls?: ReactNode;
  legend?: ReactNode;
}

/** What draws is large: it comes when there is something to draw, and the page's text does not wait for it. */
const drawing = () => import("./vega.ts");

/** A chart with its title, and ways to take it along: SVG, PNG, CSV. It is as wide as its place. */
export function Chart({ title, summary, spec, whole = spec, version, height, rows, children, ...more }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const place = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const [plot, setPlot] = useState<Plot>();
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry!.contentRect.width)));
    observer.observe(box.current!);
    return () => observer.disconnect();
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `version` says when the spec is another.
  useEffect(() => {
    if (width === 0) return;
    let left = false;
    let view: View | undefined;
    const draw = async () => {
      const { viewOf } = await drawing();
      if (left) return;
      view = viewOf(spec(width), { container: place.current!, renderer: "svg" });
      await view.runAsync();
      if (!left) setPlot(plotOf(view));
    };
    void draw();
    return () => {
      left = true;
      view?.finalize();
    };
  }, [width, version]);
  const take = async (kind: "svg" | "png" | "csv") => {
    const name = title.toLowerCase().replace(/[^a-z0-9]+/g, "-");
    if (kind === "csv") return save(`${name}.csv`, { rows: rows() });
    const { viewOf } = await drawing();
    const view = await viewOf(
      { ...whole(width), title: { text: title, anchor: "start" } },
      { renderer: "none" },
    ).runAsync();
    if (kind === "svg") save(`${name}.svg`, { text: await view.toSVG(), mediaType: "image/svg+xml" });
    else (await view.toCanvas(2)).toBlob((blob) => blob && save(`${name}.png`, { blob }));
    view.finalize();
  };
  return (
    <figure className="card chart">
      <figcaption>
        <h2>{title}</h2>
        {more.controls}
        <span className="take">
          {(["svg", "png", "csv"] as const).map((kind) => (
            <button
              key={kind}
              type="button"
              className="button tiny"
              onClick={() => take(kind)}
              aria-label={`Save "${title}" as ${kind.toUpperCase()}`}
            >
              {kind.toUpperCase()}
            </button>
          ))}
        </span>
      </figcaption>
      <div ref={box} className="plot" style={{ minHeight: height }} role="img" aria-label={summary}>
        <div ref={place} aria-hidden="true" />
        {plot && children?.(plot)}
      </div>
      {more.legend}
    </figure>
  );
}

function plotOf(view: View): Plot {
  const [left, top] = view.origin();
  const { left: padLeft, top: padTop } = view.padding() as { left: number; top: number };
  const [x, y] = [view.scale("x"), view.scale("y")] as [Scale, Scale];
  return { left: left! + padLeft, top: top! + padTop, width: view.width(), height: view.height(), x, y };
}
