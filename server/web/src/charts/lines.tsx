import { type PointerEvent, useEffect, useRef, useState } from "react";
import { emptied } from "./canvas.ts";
import type { Plot } from "./chart.tsx";

/** A line across parallel axes. */
export interface Line {
  key: number;
  /** Where it crosses each axis, 0 to 1; null where it has no figure there. */
  places: readonly (number | null)[];
  colour: string;
  /** Drawn over the others. */
  above: boolean;
}

/** A part of an axis, 0 to 1. */
export type Span = readonly [number, number];

interface Props {
  plot: Plot;
  lines: readonly Line[];
  /** Lines out of it are faint; undefined: none is. */
  chosen: ReadonlySet<number> | undefined;
  focus: number | undefined;
  /** What is chosen of each axis. */
  spans: readonly (Span | undefined)[];
  onSpan: (axis: number, span: Span | undefined) => void;
  ring: string;
}

/** Of so many chosen lines each is drawn; of more, evenly as many. */
const mostAbove = 1500;
/** So many are drawn in one frame, so that the page stays quick to the hand meanwhile. */
const linesInFrame = 400;
/** So near to its end is the end of an axis, which a hand does not hit. */
const nearEnd = 0.02;

/**
 * Many lines over parallel axes. All are drawn once, on a canvas below; a brush draws only those it
 * chose, on one above. Drag along an axis to choose a part of it, click it to choose all again.
 */
export function Lines({ plot, lines, chosen, focus, spans, onSpan, ring }: Props) {
  const below = useRef<HTMLCanvasElement>(null);
  const above = useRef<HTMLCanvasElement>(null);
  const drag = useRef<{ axis: number; y: number }>(undefined);
  const [drawn, setDrawn] = useState<{ axis: number; span: Span }>();
  useEffect(() => {
    let frame = requestAnimationFrame(() => {
      if (!below.current) return;
      const to = emptied(below.current, plot);
      to.globalAlpha = Math.max(0.04, Math.min(0.7, 6 / Math.sqrt(lines.length)));
      let at = 0;
      const draw = () => {
        const end = Math.min(lines.length, at + linesInFrame);
        for (; at < end; at++) if (!lines[at]!.above) stroke(to, plot, lines[at]!);
        if (at < lines.length) frame = requestAnimationFrame(draw);
      };
      draw();
    });
    return () => cancelAnimationFrame(frame);
  }, [plot, lines]);
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      if (!above.current) return;
      const to = emptied(above.current, plot);
      const some = chosen ? lines.filter(({ key }) => chosen.has(key)) : [];
      const every = Math.max(1, some.length / mostAbove);
      to.globalAlpha = Math.max(0.15, Math.min(0.8, 10 / Math.sqrt(some.length + 1)));
      for (let at = 0; at < some.length; at += every) stroke(to, plot, some[Math.floor(at)]!);
      to.globalAlpha = 0.9;
      to.lineWidth = 1.6;
      for (const line of lines) if (line.above && (!chosen || chosen.has(line.key))) stroke(to, plot, line);
      const looked = lines.find(({ key }) => key === focus);
      to.lineWidth = 3;
      if (looked) stroke(to, plot, { ...looked, colour: ring });
      spans.forEach((usual, axis) => {
        const span = drawn?.axis === axis ? drawn.span : usual;
        if (!span) return;
        const [top, bottom] = [plot.y(span[1]), plot.y(span[0])];
        to.lineWidth = 1;
        to.strokeStyle = to.fillStyle = ring;
        to.globalAlpha = 0.25;
        to.fillRect(plot.x(axis) - 7, top, 14, bottom - top);
        to.globalAlpha = 1;
        to.strokeRect(plot.x(axis) - 7, top, 14, bottom - top);
      });
    });
    return () => cancelAnimationFrame(frame);
  }, [plot, lines, chosen, focus, spans, drawn, ring]);

  const place = (event: PointerEvent) => {
    const { offsetX, offsetY } = event.nativeEvent;
    const axis = Math.min(spans.length - 1, Math.max(0, Math.round(plot.x.invert(offsetX))));
    const y = plot.y.invert(offsetY);
    return { axis, y: y < nearEnd ? 0 : y > 1 - nearEnd ? 1 : y };
  };
  const spanTo = ({ y }: { y: number }): Span => [Math.min(drag.current!.y, y), Math.max(drag.current!.y, y)];
  const size = { left: plot.left, top: plot.top, width: plot.width, height: plot.height };
  return (
    <>
      <canvas ref={below} className={chosen ? "cloud faint" : "cloud"} style={size} />
      <canvas
        ref={above}
        className="cloud brush"
        style={size}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          drag.current = place(event);
        }}
        onPointerMove={(event) => {
          if (drag.current) setDrawn({ axis: drag.current.axis, span: spanTo(place(event)) });
        }}
        onPointerUp={(event) => {
          if (!drag.current) return;
          const { axis } = drag.current;
          const span = spanTo(place(event));
          drag.current = undefined;
          setDrawn(undefined);
          onSpan(axis, span[1] - span[0] > 0.02 ? span : undefined);
        }}
      />
    </>
  );
}

/** A line with a gap where a figure is missing. */
function stroke(
  to: CanvasRenderingContext2D,
  { x, y }: Plot,
  { places, colour }: Pick<Line, "places" | "colour">,
): void {
  if (to.strokeStyle !== colour) to.strokeStyle = colour;
  to.beginPath();
  let isOn = false;
  places.forEach((place, axis) => {
    if (place === null) isOn = false;
    else if (isOn) to.lineTo(x(axis), y(place));
    else to.moveTo(x(axis), y(place));
    if (place !== null) isOn = true;
  });
  to.stroke();
}
