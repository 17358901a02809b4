import { z } from "zod";
import { percent } from "../../format.ts";
import { table } from "../terminal.ts";

const fractions = z.record(z.string(), z.number());
const figures = z.object({
  readable: z
    .object({
      strategies: z.number(),
      method: z.number(),
      numbers: fractions,
      words: fractions,
      shares: z.object({ method: z.number(), settings: z.number(), rest: z.number() }),
    })
    .optional(),
});

/**
 * What the vectors of an embedding run tell of the strategies' methods and settings; a sentence for a
 * run of an earlier version, which did not measure that.
 */
export function readable(metrics: Record<string, unknown>): string {
  const { readable: found } = figures.parse(metrics);
  if (!found) return "The run is of an earlier version, which did not measure what vectors tell of settings.";
  const { strategies, method, numbers, words, shares } = found;
  const rows = [
    ["method", percent(method), ""],
    ...Object.entries(numbers).map(([name, value]) => [name, "", value.toFixed(3)]),
    ...Object.entries(words).map(([name, value]) => [name, percent(value), ""]),
  ];
  return [
    `What the vectors tell of ${strategies} strategies, by a linear map from those of others:`,
    table(["", "right", "R²"], rows),
    `Of their variance ${percent(shares.method)} is between methods, ${percent(shares.settings)} follows from settings, ${percent(shares.rest)} from neither.`,
  ].join("\n");
}
