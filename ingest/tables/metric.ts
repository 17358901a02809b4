import type { NumberUnit } from "./numbers.ts";

/** What a number in a table of results can be. */
export type Quantity =
  | "accuracy"
  | "error"
  /** Accuracy after less accuracy before, however it is signed. */
  | "accuracyChange"
  | "parameters"
  | "flops"
  | "parametersReduction"
  | "flopsReduction"
  /** FLOPs before over FLOPs after. */
  | "speedup"
  /** Parameters before over parameters after. */
  | "compression"
  /** The reduction that was asked for. */
  | "target"
  /** Something else: latency, memory, another task's score. */
  | "other";

export interface Metric {
  quantity: Quantity;
  /** Of the network before compression or after; after where a label says nothing. */
  of?: "base" | "compressed";
  /** Top-5 in place of top-1. */
  top5?: boolean;
  /** The unit that the label gives for all numbers under it. */
  unit?: NumberUnit;
  /**
   * The power of ten that the label gives for all numbers under it, where that is no unit:
   * "(×10^8)".
   */
  factor?: number;
  /**
   * For a change: whether a positive number is a loss ("drop") or a gain ("increase"); absent where
   * the label does not say.
   */
  positive?: "loss" | "gain";
  /** For a reduction: the number is what is left, not what is gone. */
  isRest?: boolean;
  /** Multiply-accumulates are meant, by name. */
  macs?: boolean;
  /** An arrow, which may mean a reduction or only "lower is better": the numbers decide. */
  arrow?: "down" | "up";
  /**
   * No label says that this change is printed: a number with a sign is in brackets behind an
   * accuracy.
   */
  unlabelled?: boolean;
  /** The label names no quantity; this one is what such a label usually means. */
  guessed?: boolean;
}
