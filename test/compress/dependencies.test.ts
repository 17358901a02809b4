import { expect, test } from "vitest";
import { buildNetwork, dependencyGraph } from "../../compress/index.ts";
import { tf } from "../../compress/tensorflow.ts";

test("in a ResNet of ours an addition couples the two convolutions that end in it, and nothing more", () => {
  const model = buildNetwork("resnet8", { shape: [32, 32, 3], classes: 10, seed: 1 });
  const { groups, fixed } = dependencyGraph(model);
  const blocks = ["stage1-block1", "stage2-block1", "stage3-block1"];
  expect(new Map(groups.map(({ producers, channels }) => [producers.join(" + "), channels]))).toEqual(
    new Map([
      ["stem-conv", 16],
      ...blocks.map((block, i) => [`${block}-conv1`, 16 * 2 ** i] as const),
      ...blocks.map((block, i) => [`${block}-conv2 + ${block}-shortcut-conv`, 16 * 2 ** i] as const),
    ]),
  );
  expect(fixed.map(({ layer, why }) => [layer, why])).toEqual([
    ["input", "input"],
    ["head-dense", "output"],
  ]);
  model.dispose();
});

test("a group names every weight axis that follows its channels", () => {
  const model = buildNetwork("resnet8", { shape: [32, 32, 3], classes: 10, seed: 1 });
  const group = dependencyGraph(model).groups.find(({ id }) => id === "stage3-block1-conv2")!;
  const axes = group.members.map(({ weight, axis, role }) => `${weight} ${axis} ${role}`);
  expect(axes.sort()).toEqual(
    [
      "stage3-block1-conv2/kernel 3 makes",
      "stage3-block1-shortcut-conv/kernel 3 makes",
      ...["gamma", "beta", "moving_mean", "moving_variance"].map((name) => `head-bn/${name} 0 carries`),
      "head-dense/kernel 0 reads",
    ].sort(),
  );
  model.dispose();
});

test("identity shortcuts couple a whole stage; a concatenation sets groups side by side; a flatten repeats them", () => {
  const input = tf.input({ shape: [4, 4, 2] });
  const conv = (name: string, filters: number, x: tf.SymbolicTensor) =>
    tf.layers.conv2d({ name, filters, kernelSize: 1 }).apply(x) as tf.SymbolicTensor;
  const a = conv("a", 3, input);
  const b = tf.layers.add().apply([conv("b", 3, a), a]) as tf.SymbolicTensor;
  const c = tf.layers.add().apply([conv("c", 3, b), b]) as tf.SymbolicTensor;
  const both = tf.layers.concatenate().apply([c, conv("d", 2, c)]) as tf.SymbolicTensor;
  const flat = tf.layers.flatten().apply(both) as tf.SymbolicTensor;
  const model = tf.model({
    inputs: input,
    outputs: tf.layers.dense({ name: "out", units: 2 }).apply(flat) as tf.SymbolicTensor,
  });
  const { groups } = dependencyGraph(model);
  expect(groups.map(({ id, producers, channels }) => [id, producers, channels])).toEqual([
    ["a", ["a", "b", "c"], 3],
    ["d", ["d"], 2],
  ]);
  const readers = groups.map(({ members }) => members.find(({ layer }) => layer === "out")!.channelOf);
  expect(readers.map((channelOf) => [...channelOf.slice(0, 10)])).toEqual([
    [0, 1, 2, -1, -1, 0, 1, 2, -1, -1],
    [-1, -1, -1, 0, 1, -1, -1, -1, 0, 1],
  ]);
  expect(readers[0]!.length).toBe(4 * 4 * 5);
  model.dispose();
});

test("an addition of a concatenation couples its parts position by position", () => {
  const input = tf.input({ shape: [4, 4, 2] });
  const conv = (name: string, filters: number) =>
    tf.layers.conv2d({ name, filters, kernelSize: 1 }).apply(input) as tf.SymbolicTensor;
  const joined = tf.layers.concatenate().apply([conv("left", 2), conv("right", 3)]) as tf.SymbolicTensor;
  const sum = tf.layers.add().apply([conv("wide", 5), joined]) as tf.SymbolicTensor;
  const pooled = tf.layers.globalAveragePooling2d({}).apply(sum) as tf.SymbolicTensor;
  const model = tf.model({ inputs: input, outputs: tf.layers.dense({ units: 2 }).apply(pooled) as tf.SymbolicTensor });
  const [group, ...others] = dependencyGraph(model).groups;
  expect(others).toEqual([]);
  expect([group!.channels, [...group!.producers].sort()]).toEqual([5, ["left", "right", "wide"]]);
  const positions = (weight: string) => [...group!.members.find((member) => member.weight === weight)!.channelOf];
  const wide = positions("wide/kernel");
  expect(positions("left/kernel")).toEqual(wide.slice(0, 2));
  expect(positions("right/kernel")).toEqual(wide.slice(2));
  expect(new Set(wide).size).toBe(5);
  model.dispose();
});

test("a layer that cannot be followed holds what feeds it, and says so by name; the rest stays prunable", () => {
  const input = tf.input({ shape: [4, 4, 2] });
  let x = tf.layers.conv2d({ name: "before", filters: 3, kernelSize: 1 }).apply(input) as tf.SymbolicTensor;
  x = tf.layers.layerNormalization({ name: "stranger" }).apply(x) as tf.SymbolicTensor;
  x = tf.layers.conv2d({ name: "after", filters: 4, kernelSize: 1 }).apply(x) as tf.SymbolicTensor;
  x = tf.layers.globalAveragePooling2d({}).apply(x) as tf.SymbolicTensor;
  const model = tf.model({
    inputs: input,
    outputs: tf.layers.dense({ name: "out", units: 2 }).apply(x) as tf.SymbolicTensor,
  });
  const { groups, fixed } = dependencyGraph(model);
  expect(groups.map(({ id }) => id)).toEqual(["after"]);
  const why = new Map(fixed.map((entry) => [entry.layer, entry]));
  expect(why.get("before")).toMatchObject({
    why: "unsupported_layer",
    sentence: expect.stringContaining("stranger (LayerNormalization)"),
  });
  expect(why.get("stranger")?.why).toBe("unsupported_layer");
  expect(why.get("out")?.why).toBe("output");
  model.dispose();
});
