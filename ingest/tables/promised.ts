import type { ContextText } from "./context.ts";
import { type LabelMetrics, labelMetrics } from "./label-parts.ts";
import { unitIn } from "./metric-label.ts";
import { type NumberUnit, readCell } from "./numbers.ts";

/** What the texts around a table say of its numbers, where the labels over them do not. */
export interface Promised {
  /** What every cell prints. */
  metrics: LabelMetrics | undefined;
  unit: NumberUnit | undefined;
  /** What numbers over the columns are steps of. */
  axis: "sparsity" | undefined;
  /** The accuracy before compression, a fraction of 1: "the dense baseline is 76.13 %". */
  base: { value: number; tolerance: number; text: string } | undefined;
}

/**
 * What caption and notes (`said`) promise; `around` are the texts after them, of which only those
 * that are short, and near, may say what the numbers are.
 */
export function promisedBy(said: string, around: readonly ContextText[]): Promised {
  const near = around.filter(({ from, text }) => from === "text" && text.length < 200).map(({ text }) => text);
  return {
    metrics: metricsIn(said) ?? near.map(oneIn).find((each) => each !== undefined),
    unit: captionUnit(said),
    axis: /\b(?:at|under|for|by|of)\s+(?:\w+\s+){0,3}?(?:sparsity|sparsities|pruning (?:ratio|rate)s?)\b/i.test(said)
      ? "sparsity"
      : undefined,
    base: baseIn(said),
  };
}

/**
 * "Note that all data is formalized as PR(%) / FR(%) / Acc.(%)": what a caption promises of every
 * cell.
 */
function metricsIn(said: string): LabelMetrics | undefined {
  const several =
    /(?:^|[\s:(])((?:[\p{L}.#Δ\s-]{2,24}(?:\([^()]{1,8}\))?\s*\/\s*){1,4}[\p{L}.#Δ-]{2,24}(?:\s[\p{L}.]{2,12})?\s?(?:\([^()]{1,8}\))?)/gu;
  for (const [, text] of said.matchAll(several)) {
    const metrics = labelMetrics(text!.replace(/^.*\b(?:as|is|are|of|in)\s+/i, ""));
    if (metrics.parts.length > 1 && metrics.parts.every((metric) => metric !== undefined && !metric.guessed))
      return metrics;
  }
  return oneIn(said);
}

function oneIn(said: string): LabelMetrics | undefined {
  const one =
    /\b((?:top-?1 |test |classification |validation )?(?:accurac(?:y|ies)|error(?: rates?)?))\b\s*(\([^()]{1,12}\))?/i.exec(
      said,
    );
  return one ? labelMetrics(`${one[1]} ${one[2] ?? ""}`) : undefined;
}

function captionUnit(said: string): NumberUnit | undefined {
  const unit = /\b(?:in|unit(?:s)? (?:is|are|of))\s+(millions?|billions?|[MGBK])\b/.exec(said)?.[1];
  return unit === undefined ? undefined : unitIn(`(${unit})`);
}

function baseIn(said: string): Promised["base"] {
  const found =
    /\b(?:dense|unpruned|uncompressed|original|full[- ]precision|baseline)\b(?:\s+\w+){0,3}?\s+(?:is|of|has|reaches|achieves|:|=)\s*(\d{1,3}(?:\.\d+)?\s*%)/i.exec(
      said.replace(/\\?%/g, "%"),
    );
  const [number] = found ? readCell(found[1]!).numbers : [];
  return number && { value: number.value / 100, tolerance: 0.005 * 10 ** -number.decimals, text: found![0] };
}
