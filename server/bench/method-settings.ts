import type { SettingValue, Step } from "../../graph/index.ts";
import { builtinSources, readDocument, stepsUnder } from "../../ingest/index.ts";

/** One line of the comparison: a method at one rate, as steps. */
export interface Contender {
  method: string;
  /** What the run is remembered and seeded by, written like a strategy. */
  id: string;
  steps: Step[];
}

interface Budget {
  /** Fraction of the original's parameters to remove. */
  rate: number;
  /** Training epochs that every contender has after the first cut or during it, all its phases together. */
  epochs: number;
  /** E0, which the cards' epochs are multiples of. */
  pretrainEpochs: number;
}

/** Epochs that the cards fix themselves: NS trains sparsely for a tenth of E0, SFP tunes for a fortieth of it, at least 3. */
const sparseEpochs = (pretrainEpochs: number) => Math.max(1, Math.round(0.1 * pretrainEpochs));
const softTuningEpochs = (pretrainEpochs: number) => Math.max(3, Math.round(0.025 * pretrainEpochs));

/**
 * The settings under which each method of Table 1 trains for the same number of epochs in all; where training has several phases
 * they share it. Everything else has the first value of Table 1, but a per-layer cap of 0.9 and the settings named here.
 */
const settings: Record<string, (budget: Budget) => Record<string, SettingValue>> = {
  LMA: ({ epochs, pretrainEpochs }) => ({ HP1: epochs / pretrainEpochs, HP3: 6, HP4: 3, HP5: 0.5 }),
  LeGR: ({ epochs, pretrainEpochs }) => ({ HP1: epochs / pretrainEpochs, HP6: 0.9, HP7: 0.4, HP8: "l2_weight" }),
  NS: ({ epochs, pretrainEpochs }) => ({ HP1: (epochs - sparseEpochs(pretrainEpochs)) / pretrainEpochs, HP6: 0.9 }),
  SFP: ({ epochs, pretrainEpochs }) => ({
    HP9: (epochs - softTuningEpochs(pretrainEpochs)) / pretrainEpochs,
    HP10: 1,
  }),
  HOS: ({ epochs, pretrainEpochs }) => {
    const reconstruction = Math.round(0.3 * epochs);
    const HP1 = (epochs - reconstruction) / pretrainEpochs;
    return { HP1, HP11: "P1", HP12: "l1norm", HP13: reconstruction / pretrainEpochs, HP14: 1 };
  },
  LFB: ({ epochs, pretrainEpochs }) => ({ HP1: epochs / pretrainEpochs, HP15: 0.5, HP16: "CE" }),
};

/** The fewest epochs that leave every phase of every method one. */
export function leastEpochs(pretrainEpochs: number): number {
  return Math.max(sparseEpochs(pretrainEpochs), softTuningEpochs(pretrainEpochs), 3) + 1;
}

/** The six methods from their cards, and filters removed by L1 norm and at random, the same share of each layer, as what they have to beat. */
export async function contenders(budget: Budget): Promise<Contender[]> {
  const { rate, epochs, pretrainEpochs } = budget;
  const methods = (await builtinSources()).map(readDocument).flatMap((document) => {
    const choice = document.kind === "card" ? settings[document.value.id] : undefined;
    if (document.kind !== "card" || choice === undefined) return [];
    const chosen = { HP2: rate, ...choice(budget) };
    const written = Object.entries(chosen).map(([id, value]) => `${id}=${value}`);
    const { id: method, steps } = document.value;
    return [{ method, id: `${method}(${written.join(",")})`, steps: stepsUnder(steps, chosen) }];
  });
  const plain = (score: "random" | "l1", method: string): Contender => ({
    method,
    id: `${score}(remove=${rate},epochs=${epochs})`,
    steps: [
      { operator: "prune", params: { score, remove: rate, allocation: "uniform" } },
      { operator: "fineTune", params: { epochs: epochs / pretrainEpochs } },
    ],
  });
  return [plain("random", "random filters"), plain("l1", "L1 filters"), ...methods];
}
