import type { SettingValue, Step } from "../../graph/index.ts";
import { builtinSources, readDocument, stepsUnder } from "../../ingest/index.ts";

/** One line of the comparison: a method at one rate, as steps. */
export interface Contender {
  method: string;
  /** The name by which the run is stored and seeded, written like a strategy. */
  id: string;
  /** Epochs of training in all. */
  epochs: number;
  steps: Step[];
}

interface Budget {
  /** Fraction of the original's parameters to remove. */
  rate: number;
  /** Epochs of fine-tuning that every contender has after its removal. */
  epochs: number;
  /** E0, which the cards' epochs are multiples of. */
  pretrainEpochs: number;
}

/**
 * A multiple of E0 as operators take it. The cards fix some themselves: NS trains sparsely for a
 * tenth of E0, SFP tunes for a fortieth of it, at least 3.
 */
const wholeEpochs = (multiple: number, pretrainEpochs: number) => Math.max(1, Math.round(multiple * pretrainEpochs));
export const softTuningEpochs = (pretrainEpochs: number) => Math.max(3, Math.round(0.025 * pretrainEpochs));

/**
 * The settings under which each method of Table 1 is fine-tuned equally long after its removal, or
 * trains equally long where it only trains. Further training of a method has the least value of
 * Table 1, and counts in `before`. Everything else has the first value of Table 1, except a
 * per-layer cap of 0.9 and the settings named here.
 */
const settings: Record<string, (budget: Budget) => { choice: Record<string, SettingValue>; before: number }> = {
  LMA: ({ epochs, pretrainEpochs }) => ({
    choice: { HP1: epochs / pretrainEpochs, HP3: 6, HP4: 3, HP5: 0.5 },
    before: 0,
  }),
  LeGR: ({ epochs, pretrainEpochs }) => ({
    choice: { HP1: epochs / pretrainEpochs, HP6: 0.9, HP7: 0.4, HP8: "l2_weight" },
    before: 0,
  }),
  NS: ({ epochs, pretrainEpochs }) => ({
    choice: { HP1: epochs / pretrainEpochs, HP6: 0.9 },
    before: wholeEpochs(0.1, pretrainEpochs),
  }),
  SFP: ({ pretrainEpochs }) => ({
    choice: { HP9: 0.1, HP10: 1 },
    before: wholeEpochs(0.1, pretrainEpochs),
  }),
  HOS: ({ epochs, pretrainEpochs }) => ({
    choice: { HP1: epochs / pretrainEpochs, HP11: "P1", HP12: "l1norm", HP13: 0.3, HP14: 1 },
    before: wholeEpochs(0.3, pretrainEpochs),
  }),
  LFB: ({ epochs, pretrainEpochs }) => ({
    choice: { HP1: epochs / pretrainEpochs, HP15: 0.5, HP16: "CE" },
    before: 0,
  }),
};

/**
 * The six methods from their cards, and their baselines: filters removed by L1 norm and at random,
 * the same share of each layer; and at random with as many epochs of tuning as the longest of the
 * methods trains in all.
 */
export async function contenders(budget: Budget): Promise<Contender[]> {
  const { rate, epochs, pretrainEpochs } = budget;
  const methods = (await builtinSources()).map(readDocument).flatMap((document): Contender[] => {
    const chosen = document.kind === "card" ? settings[document.value.id]?.(budget) : undefined;
    if (document.kind !== "card" || chosen === undefined) return [];
    const values = { HP2: rate, ...chosen.choice };
    const written = Object.entries(values).map(([id, value]) => `${id}=${value}`);
    const { id: method, steps } = document.value;
    const own = { epochs: chosen.before + epochs, steps: stepsUnder(steps, values) };
    return [{ method, id: `${method}(${written.join(",")})`, ...own }];
  });
  const plain = (score: "random" | "l1", method: string, tuned = epochs): Contender => ({
    method,
    id: `${score}(remove=${rate},epochs=${tuned})`,
    epochs: tuned,
    steps: [
      { operator: "prune", params: { score, remove: rate, allocation: "uniform" } },
      { operator: "fineTune", params: { epochs: tuned / pretrainEpochs } },
    ],
  });
  const longest = Math.max(...methods.map((method) => method.epochs));
  return [
    plain("random", "random filters"),
    plain("random", "random filters, longest", longest),
    plain("l1", "L1 filters"),
    ...methods,
  ];
}
