import type { Step } from "../../graph/index.ts";
import { schemeId } from "../../search/index.ts";
import { hashOf } from "../artifacts/content-hash.ts";
import type { Artifacts } from "../artifacts/store.ts";
import type { CompressJob, CompressResult, JobProgress } from "../training/jobs.ts";
import type { TrainingProcess } from "../training/process.ts";

/** Part of every evaluation's key: raise it when an operator or the training changes what it computes. */
const engineVersion = 4;

/** A measured scheme; where its model lies, and the key under which it is remembered. */
export interface Outcome extends CompressResult {
  key: string;
  /** Whether it was remembered from an earlier run instead of computed. */
  recalled: boolean;
}

/** What an evaluation is handed. */
export interface Bench {
  artifacts: Artifacts;
  training: Pick<TrainingProcess, "run">;
  /** Hash of the original model. */
  model: string;
  /** The steps of a strategy. */
  steps: (strategyId: string) => Step[];
  seed: number;
  onProgress?: (progress: JobProgress & { scheme: string }) => void;
  signal?: AbortSignal;
}

/**
 * Runs a scheme on the original model, one strategy after another, and measures what is left.
 *
 * A prefix of a scheme is a complete, measured point (paper, Figure 1): each one is evaluated once, remembered under a key over
 * (model before the step, steps, seed, code version) and never run again, whichever study asks. The seed of a step is derived
 * from (seed, scheme so far), not from the trial's number, so a prefix is the same model in every trial.
 */
export async function evaluateScheme(bench: Bench, scheme: readonly string[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  let model = bench.model;
  for (let length = 1; length <= scheme.length; length++) {
    const outcome = await evaluateStep(bench, model, scheme.slice(0, length));
    outcomes.push(outcome);
    model = outcome.hash;
  }
  return outcomes;
}

async function evaluateStep(bench: Bench, model: string, scheme: readonly string[]): Promise<Outcome> {
  const strategy = scheme.at(-1) as string;
  const job: CompressJob = {
    kind: "compress",
    model,
    original: bench.model,
    scheme: [...scheme],
    steps: bench.steps(strategy),
    seed: bench.seed,
  };
  const key = hashOf([engineVersion, job]);
  const remembered = await bench.artifacts.recall<CompressResult>("evaluations", key);
  if (remembered && bench.artifacts.hasModel(remembered.hash)) return { ...remembered, key, recalled: true };
  const result = await bench.training.run<CompressResult>(
    job,
    (progress) => bench.onProgress?.({ ...progress, scheme: schemeId(scheme) }),
    bench.signal,
  );
  await bench.artifacts.remember("evaluations", key, result);
  return { ...result, key, recalled: false };
}
