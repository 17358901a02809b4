import type { Checkpoint } from "./checkpoint.ts";
import type { EmbedMetrics } from "./embedding.ts";
import { type LinkPrediction, summarise } from "./evaluate.ts";

type Figures = Omit<EmbedMetrics, "experienceRows" | "experienceUnmatched" | "entities" | "triples" | "readable">;

/**
 * The figures of a finished run, from its last checkpoint and from the ranks of the random vectors
 * it began with.
 */
export function embedMetrics(
  { ranked, log }: Checkpoint,
  random: LinkPrediction,
  { validation }: { validation: number },
): Figures {
  const measured = log.filter((epoch) => epoch.validation);
  const best = measured.reduce<(typeof measured)[number] | undefined>(
    (sofar, epoch) => (sofar && sofar.validation!.mrr >= epoch.validation!.mrr ? sofar : epoch),
    undefined,
  );
  const { mrr, hitsAt1, hitsAt3, hitsAt10 } = ranked ?? summarise([]);
  return {
    heldOut: ranked?.count ?? 0,
    mrr,
    hitsAt1,
    hitsAt3,
    hitsAt10,
    randomMrr: random.mrr,
    randomHitsAt10: random.hitsAt10,
    typedMrr: ranked?.typed.mrr ?? 0,
    typedHitsAt10: ranked?.typed.hitsAt10 ?? 0,
    randomTypedMrr: random.typed.mrr,
    randomTypedHitsAt10: random.typed.hitsAt10,
    byRelation: ranked?.byRelation ?? {},
    validation,
    validationMrr: best?.validation?.mrr ?? 0,
    bestEpoch: best?.epoch ?? log.filter(({ phase }) => phase === "learn").length,
    log,
    experienceError: log.at(-1)?.experienceLoss ?? 0,
  };
}
