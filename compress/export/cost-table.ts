import type { CostComparison } from "../cost/compare.ts";
import type { InferenceEngine } from "../cost/inference.ts";
import type { CostSheet } from "../cost/sheet.ts";
import type { ExportFacts } from "./facts.ts";
import { count, markdownTable, percent } from "./markdown.ts";

const engineTitles: Record<InferenceEngine, string> = {
  graph: "one TensorFlow graph",
  predict: "TensorFlow.js' `predict`",
};

/** The cost sheet of a model, beside that of the original where there is one. */
export function costTable({ cost, original, comparison }: ExportFacts): string {
  const lines = costLines(cost, comparison);
  if (!original)
    return markdownTable(
      ["cost", "this model"],
      lines.map(({ what, value }) => [what, value(cost)]),
    );
  return markdownTable(
    ["cost", "original", "this model", "left"],
    lines.map(({ what, value, left }) => [what, value(original.cost), value(cost), percent(left)]),
  );
}

interface CostLine {
  what: string;
  value: (sheet: CostSheet) => string;
  left: number | undefined;
}

function costLines(cost: CostSheet, left: CostComparison | null): CostLine[] {
  const plain = (what: string, key: "parameters" | "macs" | "flops" | "bytes" | "gzippedBytes"): CostLine => ({
    what,
    value: (sheet) => count(sheet[key]),
    left: left?.[key],
  });
  const memory = cost.peakMemory.map(({ batchSize }): CostLine => {
    const at = <T extends { batchSize: number }>(list: readonly T[]) =>
      list.find((each) => each.batchSize === batchSize);
    return {
      what: `peak memory, batch ${batchSize}, bytes`,
      value: (sheet) => count(at(sheet.peakMemory)?.bytes),
      left: left ? at(left.peakMemory)?.ratio : undefined,
    };
  });
  const latency = cost.latencies.map(({ batchSize, engine }): CostLine => {
    const at = <T extends { batchSize: number; engine: string }>(list: readonly T[]) =>
      list.find((each) => each.batchSize === batchSize && each.engine === engine);
    return {
      what: `latency p50 / p95, batch ${batchSize}, ${engineTitles[engine]}, ms`,
      value: (sheet) => {
        const measured = at(sheet.latencies);
        return measured ? `${measured.p50Ms.toPrecision(3)} / ${measured.p95Ms.toPrecision(3)}` : "–";
      },
      left: left ? at(left.latencies)?.ratio : undefined,
    };
  });
  return [
    plain("parameters", "parameters"),
    plain("MACs, one image", "macs"),
    plain("FLOPs, one image", "flops"),
    plain("weights, bytes", "bytes"),
    plain("weights after gzip, bytes", "gzippedBytes"),
    ...memory,
    ...latency,
  ];
}

/** One sentence for each place where FLOPs fell and latency did not. */
export function latencyFlags({ comparison }: ExportFacts): string[] {
  if (!comparison) return [];
  return comparison.latencies
    .filter(({ flopsFellLatencyDidNot }) => flopsFellLatencyDidNot)
    .map(
      ({ batchSize, engine, ratio }) =>
        `At batch ${batchSize} (${engineTitles[engine]}) ${percent(comparison.flops)} of the FLOPs are left, and ${percent(ratio)} of the latency: FLOPs fell, latency did not.`,
    );
}
