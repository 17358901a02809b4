import { deviation, group, mean } from "d3-array";
import type { Evaluation } from "../study/evaluate.ts";
import type { Contender } from "./method-settings.ts";

/** One run of one contender. */
export interface MethodRun {
  rate: number;
  contender: Contender;
  seed: number;
  outcome: Pick<
    Evaluation,
    "hash" | "parameters" | "flops" | "testAccuracy" | "validationAccuracy" | "notes" | "seconds"
  >;
}

/**
 * One line of the table: a contender at a rate, over its seeds. Fractions of 1; latency in
 * milliseconds for one image.
 */
export interface MethodLine {
  rate: number;
  method: string;
  runs: number;
  /** Epochs of training in all, the method's own among them. */
  epochs: number;
  pr: number;
  fr: number;
  testAccuracy: number;
  /** Standard error of the mean over the seeds; null for one seed. */
  standardError: number | null;
  /** Accuracy above that of filters removed at random, at the same rate. */
  aboveRandom: number | null;
  latencyMs: number;
  notes: string[];
}

/** The name of the contender that all others are compared with. */
const chance = "random filters";

/** The runs as a table, the best accuracy of each rate first; `latency` is by model hash. */
export function methodLines(
  runs: readonly MethodRun[],
  original: { parameters: number; flops: number },
  latency: ReadonlyMap<string, number>,
): MethodLine[] {
  const groups = group(runs, ({ rate, contender }) => `${rate} ${contender.method}`);
  const lines = [...groups.values()].map((of) => {
    const average = (value: (run: MethodRun) => number) => mean(of, value)!;
    const spread = deviation(of, ({ outcome }) => outcome.testAccuracy);
    return {
      rate: of[0]!.rate,
      method: of[0]!.contender.method,
      runs: of.length,
      epochs: of[0]!.contender.epochs,
      pr: average(({ outcome }) => 1 - outcome.parameters / original.parameters),
      fr: average(({ outcome }) => 1 - outcome.flops / original.flops),
      testAccuracy: average(({ outcome }) => outcome.testAccuracy),
      standardError: spread === undefined ? null : spread / Math.sqrt(of.length),
      latencyMs: average(({ outcome }) => latency.get(outcome.hash)!),
      notes: [...new Set(of.flatMap(({ outcome }) => outcome.notes))],
    };
  });
  return lines
    .map((line) => {
      const random = lines.find(({ rate, method }) => rate === line.rate && method === chance);
      return { ...line, aboveRandom: random ? line.testAccuracy - random.testAccuracy : null };
    })
    .sort((a, b) => a.rate - b.rate || b.testAccuracy - a.testAccuracy);
}
