import { type CostSheet, comparison } from "../../../compress/index.ts";
import { percent } from "../../format.ts";
import { table } from "../terminal.ts";

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(bytes < 1e5 ? 3 : 2)} MB`;

/**
 * Cost sheets side by side as people read them, the first one being what the others are compared
 * with: a table, then a sentence for each model whose FLOPs fell while its latency did not.
 */
export function costTable(entries: readonly { name: string; sheet: CostSheet }[]): string {
  const [first] = entries;
  if (first === undefined) return "";
  const timings = first.sheet.latencies.map(({ batchSize, engine }) => ({ batchSize, engine }));
  const engines = new Set(timings.map(({ engine }) => engine));
  const compared = entries.map((entry) => ({ ...entry, share: comparison(first.sheet, entry.sheet) }));
  const rows = compared.map(({ name, sheet, share }) => {
    const beside = (text: string, left: number) => (sheet === first.sheet ? text : `${text} (${percent(left)})`);
    return [
      name,
      beside(String(sheet.parameters), share.parameters),
      String(sheet.macs),
      beside(String(sheet.flops), share.flops),
      `${megabytes(sheet.bytes)}, ${megabytes(sheet.gzippedBytes)}`,
      sheet.peakMemory.map(({ bytes }) => megabytes(bytes)).join(", "),
      ...timings.map(({ batchSize, engine }) => {
        const found = sheet.latencies.find((each) => each.batchSize === batchSize && each.engine === engine)!;
        return `${found.p50Ms.toFixed(2)}, ${found.p95Ms.toFixed(2)}`;
      }),
    ];
  });
  const batches = first.sheet.peakMemory.map(({ batchSize }) => batchSize).join(", ");
  const headers = [
    "model",
    "parameters",
    "MACs",
    "FLOPs",
    "bytes, gzipped",
    `peak memory, batch ${batches}`,
    ...timings.map(
      ({ batchSize, engine }) => `ms p50, p95, batch ${batchSize}${engines.size > 1 ? `, ${engine}` : ""}`,
    ),
  ];
  const flags = compared
    .slice(1)
    .flatMap(({ name, share }) =>
      share.latencies
        .filter(({ flopsFellLatencyDidNot }) => flopsFellLatencyDidNot)
        .map(
          ({ batchSize, engine, ratio }) =>
            `${name}: FLOPs fell and latency did not, at batch ${batchSize} by ${engine} (${percent(ratio)} of ${first.name}'s).`,
        ),
    );
  return [table(headers, rows), ...flags].join("\n");
}
