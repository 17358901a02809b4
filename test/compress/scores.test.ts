import { expect, test } from "vitest";
import { buildNetwork, dependencyGraph, scores } from "../../compress/index.ts";
import { tf } from "../../compress/tensorflow.ts";
import { seeded } from "./training-toys.ts";

const model = seeded(buildNetwork("resnet8", { shape: [8, 8, 3], classes: 4, width: 3, seed: 1 }), 0.3);
const graph = dependencyGraph(model);
const input = { model, graph, random: () => 0.5 };
const coupled = "stage2-block1-conv2";

/** All weights of one filter, read one by one. */
function filter(layer: string, channel: number): number[] {
  const kernel = model.getLayer(layer).getWeights()[0]!.arraySync() as number[][][][];
  return kernel.flat(2).map((filters) => filters[channel]!);
}
const scale = (layer: string, channel: number) =>
  (model.getLayer(layer).getWeights()[0]!.arraySync() as number[])[channel]!;
const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);

test("l1 and l2 measure the filters of all coupled layers as one", () => {
  const l1 = scores.l1(input).get(coupled)!;
  const l2 = scores.l2(input).get(coupled)!;
  expect(l1.length).toBe(6);
  for (let channel = 0; channel < 6; channel++) {
    const both = [...filter(coupled, channel), ...filter("stage2-block1-shortcut-conv", channel)];
    expect(l1[channel]).toBeCloseTo(sum(both.map(Math.abs)), 3);
    expect(l2[channel]).toBeCloseTo(Math.hypot(...both), 4);
  }
});

test("bnScale is the mean of |gamma| over the batch norms of a channel", () => {
  const bnScale = scores.bnScale(input).get(coupled)!;
  for (let channel = 0; channel < 6; channel++) {
    const mean =
      (Math.abs(scale("stage3-block1-bn1", channel)) + Math.abs(scale("stage3-block1-shortcut-bn", channel))) / 2;
    expect(bnScale[channel]).toBeCloseTo(mean, 5);
  }
});

test("a group without batch normalisation has no bnScale, and all groups have the others", () => {
  const plain = tf.sequential({
    layers: [
      tf.layers.conv2d({ inputShape: [4, 4, 1], filters: 2, kernelSize: 1, name: "bare" }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 2 }),
    ],
  });
  const bare = { model: plain, graph: dependencyGraph(plain), random: () => 0.25 };
  expect(scores.bnScale(bare).size).toBe(0);
  expect([...scores.l1(bare).keys()]).toEqual(["bare"]);
  expect(scores.random(bare).get("bare")).toEqual(Float64Array.of(0.25, 0.25));
  plain.dispose();
});

test("scoring leaves no tensor behind", () => {
  const live = tf.memory().numTensors;
  for (const score of Object.values(scores)) score(input);
  expect(tf.memory().numTensors).toBe(live);
});
