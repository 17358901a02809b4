import { group } from "d3-array";
import { z } from "zod";
import { ids } from "../../../graph/index.ts";
import { paretoFront } from "../../../search/index.ts";
import type { StepRecord } from "../step-record.ts";

/** A scheme of a task's best-known front: rates by test data, of one run. */
export const knownBest = z.strictObject({
  key: z.string(),
  scheme: z.array(ids.strategy),
  seed: z.int(),
  ar: z.number(),
  pr: z.number(),
  fr: z.number(),
});
export type KnownBest = z.infer<typeof knownBest>;

/**
 * Of each task the schemes that no other measured one beats in AR and PR, the most accurate first.
 * Each was measured once: some are there by luck of a seed.
 */
export function knownFronts(rows: readonly StepRecord[]): Map<string, KnownBest[]> {
  const fronts = new Map<string, KnownBest[]>();
  for (const [task, own] of group(rows, (row) => row.task)) {
    const points = own.map(({ key, scheme, seed, original, after }) => ({
      ...{ key, scheme, seed },
      ar: after.testAccuracy / original.testAccuracy - 1,
      pr: 1 - after.parameters / original.parameters,
      fr: 1 - after.flops / original.flops,
    }));
    fronts.set(
      task,
      paretoFront(points, ({ ar, pr }) => [ar, pr]).toSorted((a, b) => b.ar - a.ar),
    );
  }
  return fronts;
}
