import { trainingEpochs } from "../../compress/index.ts";
import { ids, type Step, type StrategyId } from "../../graph/index.ts";
import type { StoredModel } from "../artifacts/model.ts";
import { type EvaluationContext, evaluateScheme } from "../study/evaluate.ts";
import type { StepRecord } from "./step-record.ts";

/** A search's best scheme at a share removed, trained on until all have trained equally long. */
export interface ToppedUp {
  /** Least PR. */
  least: number;
  scheme: StrategyId[];
  /** Epochs of its own steps, and of the most that any of the compared trains. */
  epochs: number;
  equalEpochs: number;
  /** AR on test data as the search measured it, after equal epochs, and of the original after them. */
  ar: number;
  equalAr: number;
  originalAr: number;
}

/**
 * Compares searches at equal epochs (paper, Figure 6): the best scheme of each by validation
 * accuracy at every least PR, and the original too, are tuned on until each has trained for as many
 * epochs as the one that trained longest. A search that reaches no such PR has no entry there.
 *
 * @param rows of each search, all that it measured
 * @param leasts shares of parameters that must be gone
 * @throws whatever `evaluateScheme` throws
 */
export async function topUp(
  context: Omit<EvaluationContext, "model" | "steps">,
  model: StoredModel,
  stepsOf: (id: StrategyId) => Step[],
  rows: readonly (readonly StepRecord[])[],
  leasts: readonly number[],
): Promise<ToppedUp[][]> {
  const epochsOf = ({ scheme }: StepRecord) => trainingEpochs(scheme.flatMap(stepsOf), model.card);
  const chosen = rows.map((of) => leasts.flatMap((least) => bestOf(of, least)));
  const equalEpochs = Math.max(0, ...chosen.flat().map(({ best }) => epochsOf(best)));
  const tuned = async (scheme: readonly StrategyId[], epochs: number): Promise<number | undefined> => {
    if (epochs === 0) return undefined;
    const id = ids.strategy.parse(`topUp(epochs=${epochs})`);
    const tune: Step = { operator: "fineTune", params: { epochs: 0, atLeastEpochs: epochs } };
    const steps = (each: StrategyId) => (each === id ? [tune] : stepsOf(each));
    return (await evaluateScheme({ ...context, model: model.hash, steps }, [...scheme, id])).at(-1)!.testAccuracy;
  };
  const ar = (accuracy: number) => accuracy / model.card.testAccuracy - 1;
  const original = (await tuned([], equalEpochs)) ?? model.card.testAccuracy;
  const all: ToppedUp[][] = [];
  for (const of of chosen) {
    const entries: ToppedUp[] = [];
    for (const { least, best } of of) {
      const { scheme, after } = best;
      const epochs = epochsOf(best);
      const accuracy = (await tuned(scheme, equalEpochs - epochs)) ?? after.testAccuracy;
      const figures = { ar: ar(after.testAccuracy), equalAr: ar(accuracy), originalAr: ar(original) };
      entries.push({ least, scheme, epochs, equalEpochs, ...figures });
    }
    all.push(entries);
  }
  return all;
}

function bestOf(rows: readonly StepRecord[], least: number): { least: number; best: StepRecord }[] {
  const reaching = rows.filter(({ after, original }) => 1 - after.parameters / original.parameters >= least);
  const [best] = reaching.toSorted((a, b) => b.after.validationAccuracy - a.after.validationAccuracy);
  return best ? [{ least, best }] : [];
}
