import { expect, test } from "vitest";
import { openInference } from "../../../compress/cost/inference.ts";
import { buildNetwork, measureLatencies, measureLatency } from "../../../compress/index.ts";
import { nativeBackend, tf } from "../../../compress/tensorflow.ts";

const tiny = (seed: number) => buildNetwork("resnet8", { shape: [12, 12, 3], classes: 4, width: 4, seed });
const clean = () => [tf.memory().numTensors, nativeBackend().binding.getNumOfSavedModels()];

/**
 * A clock that a list of times moves: every second reading is one of them later than the reading
 * before.
 */
function clockOf(times: readonly number[]) {
  let reading = 0;
  let now = 0;
  return () => {
    if (reading % 2 === 1) now += times[((reading - 1) / 2) % times.length]!;
    reading++;
    return now;
  };
}

test.each([
  "resnet8",
  "mobilenetv2",
  "vgg16",
] as const)("%s gives the same compiled as by predict, and leaves nothing", (id) => {
  const model = buildNetwork(id, { shape: [12, 12, 3], classes: 4, width: 4, seed: 3 });
  const before = clean();
  const images = tf.randomUniform([3, 12, 12, 3], -1, 1, "float32", 5);
  const outputs = (["graph", "predict"] as const).map((engine) => {
    const inference = openInference(model, 3, engine);
    const scores = inference.run(images);
    const values = scores.dataSync();
    scores.dispose();
    inference.dispose();
    return values;
  });
  images.dispose();
  expect(clean()).toEqual(before);
  expect(outputs[0]).toHaveLength(12);
  for (const [i, value] of outputs[0]!.entries()) expect(value).toBeCloseTo(outputs[1]![i]!, 5);
  model.dispose();
});

test("median and 95th percentile are of the runs after the warm-up", async () => {
  const model = tiny(1);
  const before = clean();
  const times = [900, 900, 900, ...Array.from({ length: 21 }, (_, i) => 1 + ((i * 8) % 21))]; // warm-up, then 1 to 21 in no order
  const latency = await measureLatency(model, { batchSize: 2, leastRuns: 21, leastMs: 0, now: clockOf(times) });
  expect(latency).toEqual({ batchSize: 2, engine: "graph", p50Ms: 11, p95Ms: 20, runs: 21 });
  expect(clean()).toEqual(before);
  model.dispose();
});

test("models take turns, so each gets its own times", async () => {
  const models = [tiny(1), tiny(2)];
  const now = clockOf([5, 7]);
  const latencies = await measureLatencies(models, { batchSize: 1, engine: "predict", leastRuns: 4, leastMs: 0, now });
  expect(latencies.map(({ p50Ms }) => p50Ms)).toEqual([5, 7]);
  for (const model of models) model.dispose();
});

test("goes on until enough time has passed, but not for ever", async () => {
  const model = tiny(1);
  const options = { batchSize: 1, engine: "predict" as const, leastRuns: 2 };
  expect((await measureLatency(model, { ...options, leastMs: 60, now: clockOf([10]) })).runs).toBe(6);
  expect((await measureLatency(model, { ...options, leastMs: 60, now: clockOf([0]) })).runs).toBe(400);
  model.dispose();
});

test("what is no batch size is refused, and an ended measurement leaves nothing", async () => {
  const model = tiny(1);
  const before = clean();
  await expect(measureLatency(model, { batchSize: 0 })).rejects.toMatchObject({ code: "bad_params" });
  await expect(measureLatency(model, { batchSize: 1, signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: "aborted",
  });
  expect(clean()).toEqual(before);
  model.dispose();
});
