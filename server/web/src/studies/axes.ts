import { change, count, methodOf, percent, seconds, stepsOf } from "../words.ts";
import type { Measured } from "./shapes.ts";

/** One figure of all trials: an axis of the parallel coordinates. */
export interface Axis {
  id: string;
  title: string;
  /** The least and the largest there is. */
  domain: [number, number];
  /** Null where a trial has no such figure. */
  of(trial: Measured): number | null;
  text(value: number): string;
}

/** A part of some axes, in their units, by the axis's id. */
export type Ranges = ReadonlyMap<string, readonly [number, number]>;

/** The axes on which these trials differ. */
export function axesOf(figures: readonly Measured[]): Axis[] {
  const methods = [...new Set(figures.map(lastMethod))].sort();
  const all: Omit<Axis, "domain">[] = [
    { id: "steps", title: "steps", of: ({ scheme }) => stepsOf(scheme).length, text: count },
    {
      ...{ id: "last", title: "last", of: (trial) => methods.indexOf(lastMethod(trial)) },
      text: (value) => methods[Math.round(value)] ?? "",
    },
    { id: "pr", title: "PR", of: ({ pr }) => pr, text: (value) => percent(value, 0) },
    { id: "fr", title: "FR", of: ({ fr }) => fr, text: (value) => percent(value, 0) },
    { id: "lr", title: "LR", of: ({ lr }) => lr, text: (value) => percent(value, 0) },
    { id: "validationAr", title: "AR val.", of: ({ validationAr }) => validationAr, text: change },
    { id: "ar", title: "AR test", of: ({ ar }) => ar, text: change },
    { id: "seconds", title: "time", of: (trial) => trial.seconds, text: seconds },
  ];
  return all.flatMap((axis) => {
    let [low, high] = [Infinity, -Infinity];
    for (const trial of figures) {
      const value = axis.of(trial);
      if (value !== null) [low, high] = [Math.min(low, value), Math.max(high, value)];
    }
    return low < high ? [{ ...axis, domain: [low, high] as [number, number] }] : [];
  });
}

const lastMethod = ({ scheme }: Measured) => methodOf(stepsOf(scheme).at(-1)!);

/** Where a value lies on its axis, 0 to 1. */
export function placeOn({ domain: [low, high] }: Axis, value: number): number {
  return (value - low) / (high - low);
}

/** Whether a trial lies in every range; one without the figure does not. */
export function isWithin(trial: Measured, axes: readonly Axis[], ranges: Ranges): boolean {
  return axes.every((axis) => {
    const range = ranges.get(axis.id);
    if (!range) return true;
    const value = axis.of(trial);
    return value !== null && value >= range[0] && value <= range[1];
  });
}

/** Ranges as they stand in the address: `fr:0.1:0.4,seconds:0:9`. */
export function rangesToText(ranges: Ranges): string {
  return [...ranges].map(([id, span]) => [id, ...span.map((value) => Number(value.toPrecision(6)))].join(":")).join();
}

/** The inverse of `rangesToText`; what is no range is left out. */
export function rangesFromText(text: string): Ranges {
  const parts = text.split(",").map((part) => part.split(":"));
  return new Map(
    parts.flatMap(([id = "", from = "", to = ""]) => {
      const span = [Number(from), Number(to)] as const;
      return id !== "" && from !== "" && to !== "" && span.every(Number.isFinite) ? [[id, span] as const] : [];
    }),
  );
}
