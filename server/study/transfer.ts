import {
  type CompleteTrial,
  type Graph,
  run,
  type Step,
  type StrategyId,
  strategiesForSearch,
} from "../../graph/index.ts";
import type { StoredModel } from "../artifacts/model.ts";
import type { Artifacts } from "../artifacts/store.ts";
import { ServerError } from "../errors.ts";
import type { StageProgress } from "../progress.ts";
import type { Training } from "../training/pool.ts";
import { evaluateScheme, isSchemesFault } from "./evaluate.ts";

/** A scheme of a front on another model. Rates are fractions on test data; null where it can't run on that. */
export interface Transferred {
  model: string;
  trial: number;
  scheme: string;
  pr: number | null;
  fr: number | null;
  ar: number | null;
  accuracy: number | null;
  parameters: number | null;
  flops: number | null;
  artifact: string | null;
  failure: string | null;
}

/** What transferring needs. */
export interface TransferContext {
  graph: Graph;
  artifacts: Artifacts;
  training: Training;
  seed: number;
  onProgress: (progress: StageProgress & { scheme: string; model: string }) => void;
  signal: AbortSignal;
}

/**
 * Runs schemes that were found on one model on others, as the paper's section 4.4 does, each from the start; what was
 * run before is remembered. A scheme that a model can't have is a failure of that row alone.
 *
 * @throws ServerError `unknown_method` when a strategy of a scheme is not in the graph, or can't run, any more.
 */
export async function* transfer(
  { graph, artifacts, training, seed, onProgress, signal }: TransferContext,
  front: readonly CompleteTrial[],
  models: readonly (StoredModel & { name: string })[],
): AsyncGenerator<Transferred> {
  const strategies = await run(graph, strategiesForSearch, { methodIds: null });
  const stepsById = new Map<StrategyId, Step[]>(strategies.map(({ id, steps }) => [id, steps]));
  const steps = (id: StrategyId) => {
    const found = stepsById.get(id);
    if (found) return found;
    throw new ServerError("unknown_method", `The strategy ${id} is not in the graph any more, or can't run.`);
  };
  for (const { name: model, hash, card } of models) {
    for (const { number: trial, scheme, strategyIds } of front) {
      const progress = (each: StageProgress) => onProgress({ ...each, scheme, model });
      try {
        const context = { artifacts, training, model: hash, steps, seed, onProgress: progress, signal };
        const {
          parameters,
          flops,
          testAccuracy,
          hash: artifact,
        } = (await evaluateScheme(context, strategyIds)).at(-1)!;
        const reduced = (before: number, after: number) => (before - after) / before;
        yield {
          ...{ model, trial, scheme, parameters, flops, artifact, accuracy: testAccuracy, failure: null },
          pr: reduced(card.parameters, parameters),
          fr: reduced(card.flops, flops),
          ar: -reduced(card.testAccuracy, testAccuracy),
        };
      } catch (error) {
        if (!isSchemesFault(error)) throw error;
        const none = { pr: null, fr: null, ar: null, accuracy: null, parameters: null, flops: null, artifact: null };
        yield { model, trial, scheme, ...none, failure: error.message };
      }
    }
  }
}
