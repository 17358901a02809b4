import type { operatorContract } from "../../contracts/operator.ts";

/** For each operator, parameters small enough for a test. */
export const examples: Record<string, Parameters<typeof operatorContract>[1]> = {
  distill: {
    params: { student: "narrower", remove: 0.3, activation: "lma", segments: 6, epochs: 0.25 },
    removes: "remove",
  },
  fineTune: { params: { epochs: 0.25 }, removes: null },
  evolveRanking: {
    params: { score: "bnScaleSquared", generations: 1, remove: 0.3, atMostPerLayer: 1 },
    removes: "remove",
  },
  filterBasis: { params: { remove: 0.3, epochs: 0.25, auxiliaryLoss: "mse", auxiliaryFactor: 1 }, removes: "remove" },
  prune: { params: { score: "l1", allocation: "uniform", remove: 0.3 }, removes: "remove" },
  pruneByStatistics: { params: { layers: "shapiroWilk", filters: "k34", remove: 0.3 }, removes: null },
  quantize: { params: { dtype: "uint8" }, removes: null },
  recalibrate: { params: { batches: 2 }, removes: null },
  softPrune: { params: { remove: 0.3, epochs: 0.25, every: 1, atMostPerLayer: 1 }, removes: "remove" },
  sparseTrain: { params: { epochs: 0.25, strength: 1e-3 }, removes: null },
  tucker2: { params: { remove: 0.3 }, removes: "remove" },
};
