import { type PointerEvent, useEffect, useMemo, useRef, useState } from "react";
import { emptied } from "./canvas.ts";
import type { Plot } from "./chart.tsx";

/** A point of a cloud, in the data's units. */
export interface Point {
  key: number;
  x: number;
  y: number;
  colour: string;
  /** What the pointer is told. */
  text: () => string;
  size?: number;
}

/** A part of a chart, in the data's units. */
export interface Box {
  x: [number, number];
  y: [number, number];
}

interface Props {
  plot: Plot;
  points: readonly Point[];
  /** Points out of it are faint; undefined: none is. */
  chosen: ReadonlySet<number> | undefined;
  focus: number | undefined;
  box?: Box | undefined;
  onBox?: (box: Box | undefined) => void;
  onFocus?: (key: number) => void;
  ring: string;
}

/**
 * Many points over a chart, on a canvas of their own: a brush over 20,000 of them redraws in a
 * frame, which marks of a chart's grammar do not. Drag to choose, click to look at one.
 */
export function Cloud({ plot, points, chosen, focus, box, onBox, onFocus, ring }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const drag = useRef<{ x: number; y: number }>(undefined);
  const [drawn, setDrawn] = useState<Box>();
  const [near, setNear] = useState<Point>();
  const placed = useMemo(
    () => points.map((point) => ({ point, x: plot.x(point.x), y: plot.y(point.y) })),
    [points, plot],
  );
  const shown = drawn ?? box;
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      if (!canvas.current) return;
      const to = emptied(canvas.current, plot);
      const size = points.length > 5000 ? 2 : points.length > 500 ? 3 : 4.5;
      const small = points.length > 5000;
      let colour = "";
      const draw = (faint: boolean) => {
        to.globalAlpha = faint ? 0.18 : 0.85;
        for (const { point, x, y } of placed) {
          if ((chosen !== undefined && !chosen.has(point.key)) !== faint) continue;
          if (point.colour !== colour) to.fillStyle = colour = point.colour;
          const r = point.size ?? size;
          if (small && point.size === undefined) to.fillRect(x - r, y - r, 2 * r, 2 * r);
          else {
            to.beginPath();
            to.arc(x, y, r, 0, 7);
            to.fill();
          }
        }
      };
      if (chosen !== undefined) draw(true);
      draw(false);
      const looked = placed.find(({ point }) => point.key === focus);
      to.globalAlpha = 1;
      to.strokeStyle = ring;
      if (looked) {
        to.lineWidth = 2;
        to.beginPath();
        to.arc(looked.x, looked.y, size + 5, 0, 7);
        to.stroke();
      }
      if (shown) {
        const [x0, x1, y0, y1] = [plot.x(shown.x[0]), plot.x(shown.x[1]), plot.y(shown.y[1]), plot.y(shown.y[0])];
        to.lineWidth = 1;
        to.setLineDash([4, 3]);
        to.strokeRect(x0, y0, x1 - x0, y1 - y0);
        to.globalAlpha = 0.07;
        to.fillStyle = colour = ring;
        to.fillRect(x0, y0, x1 - x0, y1 - y0);
      }
    });
    return () => cancelAnimationFrame(frame);
  }, [plot, placed, points, chosen, focus, shown, ring]);

  const at = ({ nativeEvent: { offsetX: x, offsetY: y } }: PointerEvent) => ({ x, y });
  const nearest = ({ x, y }: { x: number; y: number }) => {
    let [best, least] = [undefined as Point | undefined, 14 ** 2];
    for (const each of placed) {
      const distance = (each.x - x) ** 2 + (each.y - y) ** 2;
      if (distance < least) [best, least] = [each.point, distance];
    }
    return best;
  };
  const boxTo = (from: { x: number; y: number }, to: { x: number; y: number }): Box => {
    const span = (a: number, b: number): [number, number] => (a < b ? [a, b] : [b, a]);
    return {
      x: span(plot.x.invert(from.x), plot.x.invert(to.x)),
      y: span(plot.y.invert(from.y), plot.y.invert(to.y)),
    };
  };
  const isDrag = (from: { x: number; y: number }, to: { x: number; y: number }) =>
    Math.abs(from.x - to.x) + Math.abs(from.y - to.y) > 6;
  const move = (event: PointerEvent) => {
    const to = at(event);
    if (!drag.current) return setNear(nearest(to));
    if (onBox && isDrag(drag.current, to)) setDrawn(boxTo(drag.current, to));
  };
  const up = (event: PointerEvent) => {
    const from = drag.current;
    drag.current = undefined;
    setDrawn(undefined);
    if (!from) return;
    if (onBox && isDrag(from, at(event))) return onBox(boxTo(from, at(event)));
    const point = nearest(at(event));
    if (point) onFocus?.(point.key);
    else onBox?.(undefined);
  };
  const place = { left: plot.left, top: plot.top, width: plot.width, height: plot.height };
  return (
    <>
      <canvas
        ref={canvas}
        className={onBox ? "cloud brush" : "cloud"}
        style={place}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          drag.current = at(event);
        }}
        onPointerMove={move}
        onPointerUp={up}
        onPointerLeave={() => setNear(undefined)}
      />
      {near && (
        <div
          className={plot.x(near.x) > plot.width / 2 ? "tip left" : "tip"}
          style={{ left: plot.left + plot.x(near.x), top: plot.top + plot.y(near.y) }}
        >
          {near.text()}
        </div>
      )}
    </>
  );
}
