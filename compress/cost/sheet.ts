import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { storedWeights } from "../store/stored-weights.ts";
import type { tf } from "../tensorflow.ts";
import { countCost } from "./count.ts";
import { type InferenceEngine, inferenceEngines } from "./inference.ts";
import { type Latency, type LatencyOptions, measureLatencies } from "./latency.ts";
import { peakMemory } from "./peak-memory.ts";

/** What a model costs to keep and to run. */
export interface CostSheet {
  /** P(M): everything that is trained. */
  parameters: number;
  /** Multiply-accumulates of convolutions and dense layers for one image: the first convention. */
  macs: number;
  /**
   * F(M) for one image: 2 x (MACs + biases + normalisations + activations + poolings), the second
   * convention, which is the paper's.
   */
  flops: number;
  /**
   * Length of weights.bin: all numbers, moving statistics too, in 4 bytes each where they are not
   * quantized; and the same after gzip.
   */
  bytes: number;
  gzippedBytes: number;
  /** Here and now, by batch size and engine. */
  latencies: Latency[];
  /** `peakMemory`, by batch size. */
  peakMemory: { batchSize: number; bytes: number }[];
}

export interface CostSheetOptions extends Omit<LatencyOptions, "batchSize" | "engine"> {
  /** 1 and 64 by default. */
  batchSizes?: readonly number[];
  /**
   * Both by default: "graph" is what serving the exported model takes, "predict" is TensorFlow.js'
   * own `model.predict`.
   */
  engines?: readonly InferenceEngine[];
}

/** The cost sheet of one model; see `costSheets`. */
export async function costSheet(model: tf.LayersModel, options: CostSheetOptions = {}): Promise<CostSheet> {
  return (await costSheets([model], options))[0]!;
}

/**
 * The cost sheets of several models, whose latencies are measured in turns, so that they can be
 * compared.
 *
 * Everything but the latencies depends on the model alone.
 *
 * @throws CompressError `unsupported_layer`, `bad_params`, `out_of_memory`, `aborted`.
 */
export async function costSheets(
  models: readonly tf.LayersModel[],
  { batchSizes = [1, 64], engines = inferenceEngines, ...rest }: CostSheetOptions = {},
): Promise<CostSheet[]> {
  const sheets: CostSheet[] = [];
  for (const model of models) {
    const { parameters, macs, flops } = countCost(model);
    const { bytes: weights } = storedWeights(model);
    sheets.push({
      parameters,
      macs,
      flops,
      bytes: weights.length,
      gzippedBytes: (await promisify(gzip)(weights)).length,
      latencies: [],
      peakMemory: batchSizes.map((batchSize) => ({ batchSize, bytes: peakMemory(model, batchSize) })),
    });
  }
  for (const batchSize of batchSizes)
    for (const engine of engines)
      for (const [index, latency] of (await measureLatencies(models, { ...rest, batchSize, engine })).entries())
        sheets[index]!.latencies.push(latency);
  return sheets;
}
