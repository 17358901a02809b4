import { z } from "zod";

/** What a user asks of the widths that a compression leaves, whatever its steps are. */
export const widthLimits = z.strictObject({
  /** Layers, by their names, whose outputs keep their width; what shares channels with them does too. */
  keep: z.array(z.string().min(1)).min(1).optional(),
  /** Every width that changes becomes a multiple of it, rounded up, or stays as it is. */
  roundTo: z.int().min(2).max(1_024).optional(),
});
export type WidthLimits = z.infer<typeof widthLimits>;

/** A step's own `roundTo`, or else the one that holds for all steps. */
export function roundedTo(
  { roundTo }: { roundTo?: number | undefined },
  { widths }: { widths?: WidthLimits | undefined },
): { roundTo?: number } {
  const multiple = roundTo ?? widths?.roundTo;
  return multiple === undefined ? {} : { roundTo: multiple };
}
