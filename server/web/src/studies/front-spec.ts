import type { Mark, Spec } from "vega";
import type { Point } from "../charts/cloud.tsx";
import { chart } from "../charts/grammar.ts";
import { pointMarks } from "../charts/point-marks.ts";
import type { Colours } from "../look/colours.ts";
import type { Views } from "./views.ts";

/** A published result on a study's task. */
export interface Published {
  pr: number;
  ar: number;
  what: string;
  source: string;
}

interface Data {
  front: Views["front"];
  published: readonly Published[];
  target: number;
  domain: { x: [number, number]; y: [number, number] };
  /** All trials, where the chart is to be whole; on the page a canvas draws them. */
  points?: readonly Point[];
}

/** The front's chart in the grammar that reports use too. */
export function frontSpec(colours: Colours, size: { width: number; height: number }, data: Data): Spec {
  const at = (x: string, y: string) => ({ x: { scale: "x", field: x }, y: { scale: "y", field: y } });
  const marks: Mark[] = [
    {
      type: "rule",
      clip: true,
      encode: {
        enter: {
          x: { scale: "x", value: data.target },
          y: { value: 0 },
          y2: { field: { group: "height" } },
          stroke: { value: colours.bad },
          strokeDash: { value: [5, 4] },
        },
      },
    },
    {
      type: "rule",
      clip: true,
      encode: {
        enter: {
          x: { value: 0 },
          x2: { field: { group: "width" } },
          y: { scale: "y", value: 0 },
          stroke: { value: colours.line },
        },
      },
    },
    {
      type: "text",
      encode: {
        enter: {
          x: { scale: "x", value: data.target, offset: 5 },
          y: { value: 10 },
          text: { value: `target γ = ${data.target}` },
          fill: { value: colours.bad },
          fontSize: { value: 11 },
        },
      },
    },
    {
      type: "symbol",
      clip: true,
      from: { data: "published" },
      encode: {
        enter: {
          ...at("pr", "ar"),
          shape: { value: "diamond" },
          size: { value: 46 },
          fill: { value: "transparent" },
          stroke: { value: colours.published },
          strokeWidth: { value: 1.4 },
        },
      },
    },
    {
      type: "line",
      clip: true,
      from: { data: "front" },
      encode: {
        enter: { ...at("pr", "validationAr"), stroke: { value: colours.accent }, strokeWidth: { value: 1.6 } },
      },
    },
    pointMarks(36),
  ];
  return chart(colours, size, {
    data: [
      { name: "published", values: [...data.published] },
      { name: "front", values: [...data.front].sort((a, b) => a.pr - b.pr) },
      { name: "points", values: [...(data.points ?? [])] },
    ],
    scales: [
      { name: "x", type: "linear", domain: data.domain.x, range: "width" },
      { name: "y", type: "linear", domain: data.domain.y, range: "height" },
    ],
    axes: [
      { orient: "bottom", scale: "x", title: "parameters removed (PR)", format: ".0%", grid: true },
      {
        orient: "left",
        scale: "y",
        title: "accuracy change (AR; trials: on validation data)",
        format: "+.1%",
        grid: true,
      },
    ],
    marks,
  });
}
