import fc from "fast-check";
import { expect, test } from "vitest";
import {
  buildNetwork,
  type ChannelCut,
  copyModel,
  countCost,
  dependencyGraph,
  removeChannels,
  zeroChannels,
} from "../../../compress/index.ts";
import { tf } from "../../../compress/tensorflow.ts";
import { cutsFrom } from "../random-networks/cuts.ts";
import { buildNet, distance, logitsOf, netSpecs } from "../random-networks/networks.ts";
import { seeded, weightValues } from "../training/toys.ts";

const picks = fc.array(fc.boolean(), { minLength: 7, maxLength: 23 });

test("removing channels that are zero changes no logit, in plain, residual and concatenated networks", async () => {
  let cut = 0;
  await fc.assert(
    fc.asyncProperty(netSpecs, picks, async (spec, chosen) => {
      const model = buildNet(spec);
      const live = tf.memory().numTensors;
      const graph = dependencyGraph(model);
      const cuts = cutsFrom(graph, chosen);
      const zeroed = await copyModel(model);
      zeroChannels(zeroed, cuts, graph);
      const smaller = await removeChannels(model, cuts, graph);
      expect(distance(logitsOf(zeroed), logitsOf(smaller))).toBeLessThanOrEqual(1e-5);
      if (cuts.length > 0) {
        cut++;
        expect(smaller.countParams()).toBeLessThan(model.countParams());
      }
      zeroed.dispose();
      smaller.dispose();
      expect(tf.memory().numTensors).toBe(live);
      model.dispose();
    }),
    { numRuns: 40 },
  );
  expect(cut).toBeGreaterThan(20);
});

test.each(["resnet8", "vgg16"] as const)("the same holds for a whole %s with trained-like statistics", async (id) => {
  const model = seeded(buildNetwork(id, { shape: [32, 32, 3], classes: 10, width: 4, seed: 1 }), 0.3);
  const graph = dependencyGraph(model);
  const cuts = cutsFrom(graph, [true, false, false, true, false]);
  const zeroed = await copyModel(model);
  zeroChannels(zeroed, cuts, graph);
  const smaller = await removeChannels(model, cuts, graph);
  expect(distance(logitsOf(zeroed), logitsOf(smaller))).toBeLessThanOrEqual(1e-5);
  expect(countCost(smaller).parameters).toBeLessThan(0.6 * countCost(model).parameters);
  for (const each of [model, zeroed, smaller]) each.dispose();
});

test("what stays of a weight is what it was, position by position", async () => {
  const model = seeded(buildNetwork("resnet8", { shape: [8, 8, 3], classes: 4, width: 2, seed: 1 }), 0.3);
  const smaller = await removeChannels(model, [{ group: "stage2-block1-conv1", channels: [0, 2] }]);
  const before = new Map(model.weights.map((weight) => [weight.originalName, weight.read().arraySync()]));
  for (const weight of smaller.weights) {
    const name = weight.originalName;
    const whole = before.get(name) as number[][][][] & number[];
    const expected = name.startsWith("stage2-block1-conv1/")
      ? whole.map((rows) => rows.map((row) => row.map((filters) => [filters[1], filters[3]])))
      : name.startsWith("stage2-block1-conv2/")
        ? whole.map((rows) => rows.map((inputs) => [inputs[1], inputs[3]]))
        : name.startsWith("stage2-block1-bn2/")
          ? [whole[1], whole[3]]
          : whole;
    expect(weight.read().arraySync(), name).toEqual(expected);
  }
  model.dispose();
  smaller.dispose();
});

test("cuts are data: written as JSON and replayed on a copy they give the same model", async () => {
  const model = buildNetwork("resnet8", { shape: [8, 8, 3], classes: 4, width: 4, seed: 1 });
  const copy = await copyModel(model);
  const cuts = cutsFrom(dependencyGraph(model), [false, true, true]);
  const once = await removeChannels(model, cuts);
  const again = await removeChannels(copy, JSON.parse(JSON.stringify(cuts)) as ChannelCut[]);
  expect(weightValues(again)).toEqual(weightValues(once));
  for (const each of [model, copy, once, again]) each.dispose();
});

test("a model that was cut can be cut again, and a Sequential too", async () => {
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({ inputShape: [8, 8, 2], filters: 5, kernelSize: 3, name: "first" }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 6, activation: "relu", name: "second" }),
      tf.layers.dense({ units: 3, name: "third" }),
    ],
  });
  const once = await removeChannels(model, [{ group: "first", channels: [1, 4] }]);
  const twice = await removeChannels(once, [{ group: "second", channels: [0] }]);
  expect(twice.layers.map(({ outputShape }) => outputShape)).toEqual([
    [null, 6, 6, 3],
    [null, 3, 3, 3],
    [null, 27],
    [null, 5],
    [null, 3],
  ]);
  for (const each of [model, once, twice]) each.dispose();
});

test("the input model keeps its weights, and a failed cut leaves nothing behind", async () => {
  const model = buildNetwork("resnet8", { shape: [8, 8, 3], classes: 4, width: 4, seed: 1 });
  const before = weightValues(model);
  const live = tf.memory().numTensors;
  const refused = [
    [[{ group: "stem-conv", channels: [0, 1, 2, 3] }], "nothing_left_to_remove", /lose all its 4 channels/],
    [[{ group: "stem-conv", channels: [4] }], "bad_params", /channels 0 to 3; there is no 4/],
    [[{ group: "head-dense", channels: [0] }], "bad_params", /head-dense is the network's output/],
    [[{ group: "nowhere", channels: [0] }], "bad_params", /nowhere/],
  ] as const;
  for (const [cuts, code, message] of refused)
    await expect(removeChannels(model, cuts as unknown as ChannelCut[])).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  (await removeChannels(model, [{ group: "stem-conv", channels: [0] }])).dispose();
  expect(weightValues(model)).toEqual(before);
  expect(tf.memory().numTensors).toBe(live);
  model.dispose();
});
