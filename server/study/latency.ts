import { hashOf } from "../artifacts/content-hash.ts";
import type { ModelHash } from "../artifacts/model-hash.ts";
import type { CostResult } from "../training/cost.ts";
import type { CostJob } from "../training/jobs.ts";
import type { EvaluationContext } from "./evaluate.ts";

/** Milliseconds for one image, the median of many runs: of a scheme's model and of the original. */
export interface RelativeLatency {
  ms: number;
  baseMs: number;
}

/**
 * The latency of a scheme's model beside the original's, the two measured in turns, so that a busy
 * machine slows both alike.
 *
 * It is remembered, so that a study that is run again here is told the same. Another machine, or
 * another AUTOMC_HOME, measures others: a study by latency is not repeated by its seed there.
 *
 * @throws whatever `TrainingProcess.run` throws
 */
export async function relativeLatency(
  { artifacts, training, model: original, signal }: EvaluationContext,
  model: ModelHash,
): Promise<RelativeLatency> {
  const job: CostJob = { kind: "costSheets", models: [original, model], batchSizes: [1], engines: ["graph"] };
  const key = hashOf(["latency", job]);
  const earlier = await artifacts.recall<RelativeLatency>("evaluations", key);
  if (earlier) return earlier;
  const { sheets } = await training.run<CostResult>(job, () => {}, signal);
  const [baseMs, ms] = sheets.map(({ latencies }) => latencies[0]!.p50Ms);
  const latency = { ms: ms!, baseMs: baseMs! };
  await artifacts.remember("evaluations", key, latency);
  return latency;
}
