import type { EntityKey } from "../graph/index.ts";
import type { EpochLog } from "./checkpoint.ts";
import type { LinkPrediction, RankSummary } from "./evaluate.ts";
import type { EmbedSettings } from "./options.ts";
import type { LearntParts } from "./parts.ts";
import type { LearntExperience, Predictor } from "./predictor.ts";
import type { Readable } from "./readable.ts";
import type { TaskScale } from "./task.ts";

/**
 * How good a run is. Ranks are filtered, among all entities, with ties at the middle rank; see
 * `evaluate.ts`.
 */
export interface EmbedMetrics extends RankSummary {
  /** Triples held out and ranked; with none, all figures of ranks are 0. */
  heldOut: number;
  /** The same triples, ranked by the random vectors that training began with. */
  randomMrr: number;
  randomHitsAt10: number;
  /** Ranked among entities of the right label only. */
  typedMrr: number;
  typedHitsAt10: number;
  randomTypedMrr: number;
  randomTypedHitsAt10: number;
  byRelation: LinkPrediction["byRelation"];
  /** Triples that the epoch was chosen on; with none, the last epoch is used. */
  validation: number;
  /** Their MRR at the epoch that was chosen, and which one that was. */
  validationMrr: number;
  bestEpoch: number;
  /** Epoch by epoch: rate, losses, measurements. */
  log: EpochLog[];
  /**
   * Equation 3 at the end: mean distance of the predicted (AR, PR) from the reported one, on the
   * rows it learns from. An error of fit, not of prediction.
   */
  experienceError: number;
  /** Experience rows, and how many of them no strategy agrees with. */
  experienceRows: number;
  experienceUnmatched: number;
  entities: number;
  triples: number;
  /** What strategies' vectors tell of their methods and settings. */
  readable: Readable;
}

/** A relation's vector r [dim] and its projection W_r, row-major. [dim, dim] */
export interface LearntRelation {
  vector: Float32Array;
  projection: Float32Array;
}

/** Vectors for every entity, how good they are, and NN_exp as it was learned with them. */
export interface Embedding {
  dim: number;
  /** [dim] each, in the unit ball. */
  vectors: Map<EntityKey, Float32Array>;
  /** What TransR learned of each relation; with vectors and parts, all that `extend` starts from. */
  relations: Map<string, LearntRelation>;
  /** What the vectors of strategies are sums of; none where the graph is excluded. */
  parts: LearntParts;
  metrics: EmbedMetrics;
  /** The options with every default filled in. */
  settings: EmbedSettings;
  /**
   * SHA-256 over the knowledge. With the settings and the seed, all it takes to learn the same
   * again.
   */
  dataHash: string;
  /** How tasks were scaled: `taskVector(task, taskScale)` is what the predictor sees. */
  taskScale: TaskScale;
  /** NN_exp, null when it learned from no result; `predictorOf` predicts with it. */
  experience: LearntExperience | null;
  predictor: Predictor;
}
