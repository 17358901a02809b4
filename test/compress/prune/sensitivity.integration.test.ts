import { randomLcg } from "d3-random";
import { expect, test } from "vitest";
import {
  copyModel,
  countCost,
  dependencyGraph,
  measureAccuracy,
  removeChannels,
  scores,
} from "../../../compress/index.ts";
import { prune } from "../../../compress/operators/prune.ts";
import { recalibrateBatchNorm } from "../../../compress/prune/recalibration.ts";
import { ratesWithin, type SensitivityOptions, sensitivity } from "../../../compress/prune/sensitivity.ts";
import { tf } from "../../../compress/tensorflow.ts";
import { trainModel } from "../../../compress/training/train.ts";
import { smallContext } from "../../contracts/operator.ts";
import { plan } from "../training/small-plan.ts";
import { bands, residualNet, weightValues } from "../training/toys.ts";

const data = bands({ train: 64, validation: 40 });
const options = (more: Partial<SensitivityOptions> = {}): SensitivityOptions => ({
  score: "l1",
  rates: [0.25, 0.5, 1],
  batchSize: 16,
  random: randomLcg(0.2),
  ...more,
});

test("each point is the accuracy without the group's channels of least score, as one finds it by hand", async () => {
  const model = residualNet();
  await trainModel(model, data, { ...plan, epochs: 4 }, { random: randomLcg(0.1) });
  const before = weightValues(model);
  const graph = dependencyGraph(model);
  const worth = scores.l1({ model, graph, random: Math.random });
  const live = tf.memory().numTensors;
  const told: number[] = [];
  const found = await sensitivity(model, data, options({ report: (done, all) => told.push(done / all) }));
  expect(tf.memory().numTensors).toBe(live);
  expect(weightValues(model)).toEqual(before);
  expect(told).toEqual(Array.from({ length: 3 * graph.groups.length }, (_, i) => (i + 1) / (3 * graph.groups.length)));
  expect(found.images).toBe(40);
  expect(found.whole.accuracy).toBe((await measureAccuracy(model, data, "validation")).accuracy);
  expect(found.curves.map(({ group }) => group)).toEqual(graph.groups.map(({ id }) => id));
  for (const { group, channels, points } of found.curves) {
    const values = [...worth.get(group)!];
    const order = [...values.keys()].sort((a, b) => values[a]! - values[b]!);
    expect(points.map(({ removed }) => removed)).toEqual([
      Math.round(channels / 4),
      Math.round(channels / 2),
      channels - 1, // one stays
    ]);
    for (const { removed, accuracy, loss, parametersLeft } of points) {
      const smaller = await removeChannels(model, [{ group, channels: order.slice(0, removed) }], graph);
      const byHand = await measureAccuracy(smaller, data, "validation");
      expect({ accuracy, loss }).toEqual({ accuracy: byHand.accuracy, loss: byHand.loss });
      expect(parametersLeft).toBe(countCost(smaller).parameters / countCost(model).parameters);
      smaller.dispose();
    }
  }
  model.dispose();
});

test("recalibration, score, images and seed matter; the same seed gives the same curves", async () => {
  const model = residualNet();
  const run = (more: Partial<SensitivityOptions> = {}) => sensitivity(model, data, options({ images: 24, ...more }));
  const usual = await run();
  expect(await run()).toEqual(usual);
  expect(usual.images).toBe(24);
  for (const more of [
    { recalibrate: 2 },
    { score: "random" as const },
    { images: 12 },
    { random: randomLcg(0.9) },
    { rates: [0.3] },
  ])
    expect(await run(more)).not.toEqual(usual);
  const graph = dependencyGraph(model);
  const [first] = (await run({ recalibrate: 2, images: 40, rates: [0.5] })).curves;
  const worst = scores.l1({ model, graph, random: Math.random }).get(first!.group)!;
  const order = [...worst.keys()].sort((a, b) => worst[a]! - worst[b]!);
  const smaller = await removeChannels(
    model,
    [{ group: first!.group, channels: order.slice(0, order.length / 2) }],
    graph,
  );
  const random = randomLcg(randomLcg(0.2)()); // nothing else was drawn before
  await recalibrateBatchNorm(smaller, data, { batches: 2, batchSize: 16, random });
  expect(first!.points[0]!.accuracy).toBe((await measureAccuracy(smaller, data, "validation")).accuracy);
  smaller.dispose();
  model.dispose();
});

test("rates from curves feed perLayer, and are the largest that cost no more than said", async () => {
  const point = (rate: number, accuracy: number) => ({ rate, accuracy, loss: 1, removed: 1, parametersLeft: 1 });
  const curve = (group: string, ...accuracies: number[]) => ({
    group,
    layers: [group],
    channels: 8,
    points: accuracies.map((accuracy, i) => point((i + 1) / 4, accuracy)).reverse(),
  });
  const whole = { accuracy: 0.9, loss: 0.1 };
  const curves = [curve("robust", 0.9, 0.89, 0.88), curve("dips", 0.9, 0.5, 0.9), curve("fragile", 0.3, 0.2, 0.1)];
  expect([...ratesWithin({ whole, curves }, 0.02)]).toEqual([
    ["robust", 0.75],
    ["dips", 0.25],
    ["fragile", 0],
  ]);

  const { model, context } = smallContext();
  const found = await sensitivity(model, context().data, options({ rates: [0.5] }));
  const rates = Object.fromEntries(ratesWithin(found, 1));
  const params = prune.params.parse({ score: "l1", allocation: "perLayer", rates, remove: 0.3 });
  const smaller = await prune.apply(model, params, context());
  expect(countCost(smaller).parameters / countCost(model).parameters).toBeCloseTo(0.7, 1);
  for (const each of [model, smaller]) each.dispose();
});

test("a score that nothing has is refused, an abort leaves nothing behind", async () => {
  const model = residualNet();
  const bare = tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [8, 8, 3] }),
      tf.layers.dense({ units: 5 }),
      tf.layers.dense({ units: 4 }),
    ],
  });
  const copy = await copyModel(bare);
  const live = tf.memory().numTensors;
  await expect(sensitivity(copy, data, options({ score: "bnScale" }))).rejects.toMatchObject({ code: "bad_params" });
  const stop = new AbortController();
  const ended = sensitivity(model, data, options({ signal: stop.signal, report: () => stop.abort() }));
  await expect(ended).rejects.toMatchObject({ code: "aborted" });
  expect(tf.memory().numTensors).toBe(live);
  for (const each of [model, bare, copy]) each.dispose();
});
