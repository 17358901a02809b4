import { z } from "zod";
import { table } from "../terminal.ts";

const figures = z.looseObject({
  heldOut: z.number(),
  triples: z.number(),
  mrr: z.number(),
  hitsAt10: z.number(),
  randomMrr: z.number(),
  randomHitsAt10: z.number(),
  typedMrr: z.number(),
  typedHitsAt10: z.number(),
  randomTypedMrr: z.number(),
  randomTypedHitsAt10: z.number(),
});

/**
 * How well an embedding run predicts the triples it never saw, beside random vectors; filtered
 * ranks, both ends of each triple.
 */
export function linkPrediction(metrics: Record<string, unknown>): string {
  const m = figures.parse(metrics);
  const row = (among: string, values: [number, number, number, number]) => [
    among,
    ...values.map((value) => value.toFixed(3)),
  ];
  return `Link prediction on ${m.heldOut} of ${m.triples} triples, held out:\n${table(
    ["ranked among", "MRR", "random vectors", "Hits@10", "random vectors"],
    [
      row("all entities", [m.mrr, m.randomMrr, m.hitsAt10, m.randomHitsAt10]),
      row("entities of the right kind", [m.typedMrr, m.randomTypedMrr, m.typedHitsAt10, m.randomTypedHitsAt10]),
    ],
  )}`;
}
