import type { EmbedOptions } from "../../embed/index.ts";
import type { LinkGraphName } from "./link-graph.ts";

/**
 * Options of PyKEEN's side beyond the size of the work: Adam's rate, the margin, the score's norm,
 * the sampler.
 */
export interface PeerSettings {
  learningRate: number;
  margin: number;
  norm: 1 | 2;
  sampler: "basic" | "bernoulli";
  /** Whether false triples that are true are drawn again. */
  filtered: boolean;
}

/**
 * The size of the work, the same for both sides, and the settings of each side, chosen on
 * validation triples.
 */
export interface LinkSettings {
  dim: number;
  epochs: number;
  batchSize: number;
  negatives: number;
  ours: EmbedOptions;
  peer: PeerSettings;
}

const byDefault: PeerSettings = { learningRate: 1e-3, margin: 1, norm: 1, sampler: "basic", filtered: false };

/** The same for all three public graphs. */
const publicGraph = { dim: 50, epochs: 60, batchSize: 256, negatives: 16, peer: byDefault };

/** By graph. How these were found: embed/docs/measurements.md, "Against PyKEEN". */
export const linkSettings: Record<LinkGraphName, LinkSettings> = {
  table1: { dim: 32, epochs: 40, batchSize: 512, negatives: 16, ours: {}, peer: { ...byDefault, learningRate: 1e-2 } },
  nations: { ...publicGraph, ours: { ball: 1, margin: 1, learningRate: 1e-3, loops: 0.4, anyLabel: 0.6 } },
  umls: { ...publicGraph, ours: { learningRate: 3e-3, margin: 4, transeEpochs: 20 } },
  kinships: { ...publicGraph, ours: { learningRate: 1e-2, margin: 1 } },
};
