import type { Latency } from "./latency.ts";
import type { CostSheet } from "./sheet.ts";

/** How two models' latencies compare at one batch size by one engine. */
export interface LatencyChange extends Pick<Latency, "batchSize" | "engine"> {
  /** Median after, as a fraction of the median before. */
  ratio: number;
  /** The removal saves operations and no time here. */
  flopsFellLatencyDidNot: boolean;
}

/** What is left of each cost, as a fraction of what it was: 0.6 is four tenths less. */
export interface CostComparison {
  parameters: number;
  macs: number;
  flops: number;
  bytes: number;
  gzippedBytes: number;
  peakMemory: { batchSize: number; ratio: number }[];
  latencies: LatencyChange[];
}

/** A change of less than this share is none: two measurements of one model differ by as much. */
const noticeable = 0.02;

/**
 * Compares two cost sheets, best ones that were measured in turns (`costSheets`); what only one of
 * them has is omitted.
 */
export function comparison(before: CostSheet, after: CostSheet): CostComparison {
  const ratio = (key: "parameters" | "macs" | "flops" | "bytes" | "gzippedBytes") => after[key] / before[key];
  const fell = (left: number) => left < 1 - noticeable;
  const flops = ratio("flops");
  return {
    parameters: ratio("parameters"),
    macs: ratio("macs"),
    flops,
    bytes: ratio("bytes"),
    gzippedBytes: ratio("gzippedBytes"),
    peakMemory: before.peakMemory.flatMap(({ batchSize, bytes }) =>
      after.peakMemory
        .filter((other) => other.batchSize === batchSize)
        .map((other) => ({ batchSize, ratio: other.bytes / bytes })),
    ),
    latencies: before.latencies.flatMap(({ batchSize, engine, p50Ms }) =>
      after.latencies
        .filter((other) => other.batchSize === batchSize && other.engine === engine)
        .map((other) => {
          const left = other.p50Ms / p50Ms;
          return { batchSize, engine, ratio: left, flopsFellLatencyDidNot: fell(flops) && !fell(left) };
        }),
    ),
  };
}
