import { gunzipSync, gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import {
  buildNetwork,
  type CostSheet,
  comparison,
  costSheet,
  costSheets,
  countCost,
  peakMemory,
} from "../../../compress/index.ts";
import { joinValues, readWeights } from "../../../compress/model/build.ts";
import { tf } from "../../../compress/tensorflow.ts";

const quick = { leastRuns: 2, leastMs: 0, now: () => 0 };

test("a cost sheet has the counts of countCost, the bytes of weights.bin, and a latency per batch size and engine", async () => {
  const model = buildNetwork("resnet8", { shape: [12, 12, 3], classes: 4, width: 4, seed: 1 });
  const live = tf.memory().numTensors;
  const sheet = await costSheet(model, quick);
  expect(tf.memory().numTensors).toBe(live);
  const { parameters, macs, flops } = countCost(model);
  expect(sheet).toMatchObject({ parameters, macs, flops, bytes: 4 * model.countParams() });
  const bytes = new Uint8Array(joinValues(readWeights(model)).buffer);
  expect(gunzipSync(gzipSync(bytes))).toHaveLength(sheet.bytes);
  expect(sheet.gzippedBytes).toBe(gzipSync(bytes).length);
  expect(sheet.latencies.map(({ batchSize, engine }) => `${engine} ${batchSize}`)).toEqual([
    "graph 1",
    "predict 1",
    "graph 64",
    "predict 64",
  ]);
  expect(sheet.peakMemory).toEqual([1, 64].map((batchSize) => ({ batchSize, bytes: peakMemory(model, batchSize) })));
  model.dispose();
});

test("peak memory is the weights and the fullest moment between layers, worked out by hand", () => {
  const input = tf.input({ shape: [4, 4, 2] }); //                                         32 numbers
  const wide = tf.layers.conv2d({ filters: 6, kernelSize: 1, useBias: false }).apply(input) as tf.SymbolicTensor; // 96, weights 12
  const narrow = tf.layers.conv2d({ filters: 6, kernelSize: 1, useBias: false }).apply(wide) as tf.SymbolicTensor; // 96, weights 36
  const sum = tf.layers.add().apply([wide, narrow]) as tf.SymbolicTensor; //               96; wide and narrow still stand: 288
  const pooled = tf.layers.globalAveragePooling2d({}).apply(sum) as tf.SymbolicTensor;
  const scores = tf.layers.dense({ units: 2, useBias: false }).apply(pooled) as tf.SymbolicTensor; // weights 12
  const model = tf.model({ inputs: input, outputs: scores });
  expect(peakMemory(model, 1)).toBe(4 * (12 + 36 + 12 + 288));
  expect(peakMemory(model, 5)).toBe(4 * (12 + 36 + 12 + 5 * 288));
  model.dispose();
});

test("several sheets are those of each model alone", async () => {
  const models = [4, 8].map((width) => buildNetwork("resnet8", { shape: [12, 12, 3], classes: 4, width, seed: 1 }));
  const options = { ...quick, batchSizes: [2], engines: ["predict"] as const };
  expect(await costSheets(models, options)).toEqual([
    await costSheet(models[0]!, options),
    await costSheet(models[1]!, options),
  ]);
  for (const model of models) model.dispose();
});

test("a comparison gives what is left, and a flag exactly where FLOPs fell and latency did not", () => {
  const sheet = (flops: number, ms: [number, number]): CostSheet => ({
    parameters: flops / 2,
    macs: flops / 2,
    flops,
    bytes: 4 * flops,
    gzippedBytes: 3 * flops,
    latencies: ms.map((p50Ms, i) => ({ batchSize: [1, 64][i]!, engine: "graph", p50Ms, p95Ms: p50Ms, runs: 20 })),
    peakMemory: [{ batchSize: 1, bytes: flops }],
  });
  const before = sheet(1_000, [2, 50]);
  const flags = (after: CostSheet) =>
    comparison(before, after).latencies.map((change) => change.flopsFellLatencyDidNot);
  const half = comparison(before, sheet(500, [2.1, 25]));
  expect(half).toMatchObject({ parameters: 0.5, macs: 0.5, flops: 0.5, bytes: 0.5, gzippedBytes: 0.5 });
  expect(half.peakMemory).toEqual([{ batchSize: 1, ratio: 0.5 }]);
  expect(half.latencies.map(({ ratio }) => ratio)).toEqual([1.05, 0.5]);
  expect(flags(sheet(500, [2.1, 25]))).toEqual([true, false]);
  expect(flags(sheet(1_000, [2.1, 60]))).toEqual([false, false]); // no FLOPs fell
  expect(flags(sheet(900, [1.99, 40]))).toEqual([true, false]); // half a percent is noise
  expect(comparison(before, { ...sheet(500, [1, 1]), latencies: [] }).latencies).toEqual([]);
});
