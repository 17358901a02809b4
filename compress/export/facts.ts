import type { CostComparison } from "../cost/compare.ts";
import type { CostSheet } from "../cost/sheet.ts";
import type { ModelCard } from "../store/model-card.ts";
import type { ExportFormat } from "./formats.ts";
import type { Parity } from "./parity.ts";

/** Where data come from, and on what terms they may be used. */
export interface DataTerms {
  title: string;
  source: string;
  licence: string;
  citation: string;
}

/** A file of an export. */
export interface ExportedFile {
  name: string;
  bytes: number;
  gzippedBytes: number;
}

/** A stored model, and what it was measured to cost. */
export interface MeasuredModel {
  hash: string;
  card: ModelCard;
  cost: CostSheet;
}

/** Everything that is known of an exported model, for its README. */
export interface ExportFacts extends MeasuredModel {
  format: ExportFormat;
  name: string;
  /** What made the export, and what loaded it to compare. */
  producer: string;
  program: string;
  parity: Parity;
  /** Whether multi-segment activations are in it. */
  segmentActivations: boolean;
  /** Other classes of layer in it that TensorFlow.js lacks. */
  ownLayers: string[];
  /** Whether weights are stored in fewer bytes than four. */
  quantized: boolean;
  /**
   * The model at the start of its scheme, and what is left of its costs; null where the model is
   * that one itself.
   */
  original: MeasuredModel | null;
  comparison: CostComparison | null;
  data: DataTerms | null;
  /** Without the README. */
  files: ExportedFile[];
}
