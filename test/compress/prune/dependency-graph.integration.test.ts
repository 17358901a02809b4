import { expect, test } from "vitest";
import { buildNetwork, dependencyGraph } from "../../../compress/index.ts";
import { tf } from "../../../compress/tensorflow.ts";

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

type Node = tf.SymbolicTensor;
const on = (layer: tf.layers.Layer, x: Node | Node[]) => layer.apply(x) as Node;
const conv1 = (name: string, filters: number, x: Node) => on(tf.layers.conv2d({ name, filters, kernelSize: 1 }), x);

/** A network on `[4, 4, 2]` with `body` in it and three classes at its end, and its graph. */
function graphOf(body: (x: Node) => Node) {
  const input = tf.input({ shape: [4, 4, 2], name: "entry" });
  const x = body(input);
  const flat = x.shape.length > 2 ? on(tf.layers.flatten(), x) : x;
  const model = tf.model({ inputs: input, outputs: on(tf.layers.dense({ name: "scores", units: 3 }), flat) });
  const graph = dependencyGraph(model);
  model.dispose();
  const group = (id: string) => graph.groups.find((each) => each.id === id);
  return {
    group,
    groups: graph.groups.map(({ id, channels }) => [id, channels]),
    why: (layer: string) => graph.fixed.find((fixed) => fixed.layer === layer),
    positions: (id: string, weight: string, axis: number) => {
      const member = group(id)?.members.find((each) => each.weight === weight && each.axis === axis);
      return member && [member.role, ...member.channelOf];
    },
  };
}

test("a separable convolution carries its input through the first kernel, reads it in the second, and makes its filters", () => {
  const { groups, positions } = graphOf((x) =>
    on(tf.layers.separableConv2d({ name: "both", filters: 3, kernelSize: 3, depthMultiplier: 2 }), conv1("a", 2, x)),
  );
  expect(groups).toEqual([
    ["a", 2],
    ["both", 3],
  ]);
  expect(positions("a", "both/depthwise_kernel", 2)).toEqual(["carries", 0, 1]);
  expect(positions("a", "both/pointwise_kernel", 2)).toEqual(["reads", 0, 0, 1, 1]);
  expect(positions("both", "both/pointwise_kernel", 3)).toEqual(["makes", 0, 1, 2]);
  expect(positions("both", "both/bias", 0)).toEqual(["makes", 0, 1, 2]);
});

test("a reshape couples what ends at one place of the last axis, and says so in its own settings", () => {
  const shaped = (targetShape: number[]) => tf.layers.reshape({ name: "shape", targetShape });
  const rows = graphOf((x) => on(shaped([16, 3]), conv1("a", 3, x)));
  expect(rows.groups).toEqual([["a", 3]]);

  const image = graphOf((x) => {
    const units = on(tf.layers.dense({ name: "units", units: 8 }), on(tf.layers.flatten(), x));
    return conv1("reader", 2, on(shaped([2, 2, 2]), units));
  });
  expect(image.groups).toEqual([
    ["units", 2],
    ["reader", 2],
  ]);
  expect(image.positions("units", "units/kernel", 1)).toEqual(["makes", 0, 1, 0, 1, 0, 1, 0, 1]);
  expect(image.positions("units", "reader/kernel", 2)).toEqual(["reads", 0, 1]);
  expect(image.group("units")!.sizes.map(({ layer, setting }) => `${layer} ${setting}`)).toEqual([
    "units units",
    "shape target_shape",
  ]);

  const groups = graphOf((x) => {
    const apart = on(shaped([4, 4, 2, 3]), conv1("a", 6, x));
    const maps = on(tf.layers.conv3d({ name: "maps", filters: 5, kernelSize: 1 }), apart);
    return conv1("reader", 2, on(tf.layers.reshape({ targetShape: [4, 4, 10] }), maps));
  });
  expect(groups.positions("a", "a/kernel", 3)).toEqual(["makes", 0, 1, 2, 0, 1, 2]);
  expect(groups.positions("a", "maps/kernel", 3)).toEqual(["reads", 0, 1, 2]);
  expect(groups.positions("maps", "reader/kernel", 2)).toEqual(["reads", 0, 1, 2, 3, 4, 0, 1, 2, 3, 4]);
});

test("one value for each channel is coupled with the channels that it multiplies; one map for all of them stays, by name", () => {
  const excited = graphOf((x) => {
    const image = conv1("image", 4, x);
    const squeezed = on(tf.layers.globalAveragePooling2d({}), image);
    const excitation = on(tf.layers.dense({ name: "excitation", units: 4, activation: "sigmoid" }), squeezed);
    return on(tf.layers.multiply(), [image, on(tf.layers.reshape({ targetShape: [1, 1, 4] }), excitation)]);
  });
  expect(excited.group("image")!.producers).toEqual(["image", "excitation"]);
  const mapped = graphOf((x) => {
    const image = conv1("image", 4, x);
    return on(tf.layers.multiply({ name: "weighted" }), [conv1("map", 1, image), image]);
  });
  expect(mapped.groups).toEqual([["image", 4]]);
  expect(mapped.why("map")).toMatchObject({
    why: "unsupported_layer",
    sentence: expect.stringMatching(/weighted \(Multiply\) .* stretches one channel over many/),
  });
});

test("dropout that says the shape of its noise, and slopes for each channel, go with the channels; one slope for all does not", () => {
  const { group } = graphOf((x) => {
    const noise = tf.layers.dropout({ name: "noise", rate: 0.5, noiseShape: [null, 1, 1, 4] as unknown as number[] });
    const own = on(tf.layers.prelu({ name: "own", sharedAxes: [1, 2] }), on(noise, conv1("a", 4, x)));
    return on(tf.layers.prelu({ name: "all", sharedAxes: [1, 2, 3] }), own);
  });
  expect(group("a")!.sizes.map(({ layer, setting }) => `${layer} ${setting}`)).toEqual([
    "a filters",
    "noise noise_shape",
  ]);
  expect(group("a")!.members.map(({ weight, axis }) => `${weight} ${axis}`)).toEqual(
    expect.arrayContaining(["own/alpha 2"]),
  );
  expect(group("a")!.members.some(({ layer }) => layer === "all")).toBe(false);
});

const channelsFirst = "channelsFirst" as const;
test.each<[string, (x: Node) => Node, RegExp]>([
  [
    "channels that come first",
    (x) => on(tf.layers.maxPooling2d({ name: "odd", poolSize: 2, dataFormat: channelsFirst }), x),
    /odd \(MaxPooling2D\) .* channels come first/,
  ],
  [
    "a padding of channels that come first",
    (x) => on(tf.layers.zeroPadding2d({ name: "odd", padding: 1, dataFormat: channelsFirst }), x),
    /odd \(ZeroPadding2D\) .* channels come first/,
  ],
  ["a softmax", (x) => on(tf.layers.softmax({ name: "odd", axis: -1 }), x), /odd \(Softmax\) .* mixes its channels/],
  [
    "a softmax as an activation",
    (x) => on(tf.layers.activation({ name: "odd", activation: "softmax" }), x),
    /odd \(Activation\) .* mixes its channels/,
  ],
  [
    "a softmax inside",
    (x) => on(tf.layers.depthwiseConv2d({ name: "odd", kernelSize: 1, activation: "softmax" }), x),
    /odd \(DepthwiseConv2D\) .* mixes its channels/,
  ],
  [
    "a reshape that leaves no channel whole",
    (x) => on(tf.layers.reshape({ name: "odd", targetShape: [16, 3, 1] }), x),
    /odd \(Reshape\) .* no whole channel/,
  ],
  [
    "an unknown layer",
    (x) => on(tf.layers.alphaDropout({ name: "odd", rate: 0.1 }), x),
    /odd \(AlphaDropout\) .* class AlphaDropout are not known/,
  ],
  [
    "a permutation of axes",
    (x) => on(tf.layers.permute({ name: "odd", dims: [3, 1, 2] }), x),
    /odd \(Permute\) .* moves the channels to another axis/,
  ],
  [
    "a sum that stretches a map",
    (x) => on(tf.layers.add({ name: "odd" }), [x, conv1("map", 1, x)]),
    /odd \(Add\) .* stretches one channel over many/,
  ],
  [
    "a layer of several tensors",
    (x) =>
      (
        tf.layers
          .lstm({ name: "odd", units: 2, returnState: true })
          .apply(on(tf.layers.reshape({ targetShape: [16, 3] }), x)) as Node[]
      )[1]!,
    /odd \(LSTM\) .* returns several tensors/,
  ],
])("%s holds what feeds it, and says so by name", (_, odd, sentence) => {
  const { why, groups } = graphOf((x) => odd(conv1("feeds", 3, conv1("before", 4, x))));
  expect(groups).toEqual([["before", 4]]);
  for (const layer of ["feeds", "odd"])
    expect(why(layer)).toMatchObject({ why: "unsupported_layer", sentence: expect.stringMatching(sentence) });
});

test("a producer whose own softmax mixes what it makes stays; what feeds it can go", () => {
  const { groups, why } = graphOf((x) =>
    conv1(
      "reader",
      2,
      on(tf.layers.conv2d({ name: "mixed", filters: 4, kernelSize: 1, activation: "softmax" }), conv1("feeds", 3, x)),
    ),
  );
  expect(groups.map(([id]) => id)).toEqual(["feeds", "reader"]);
  expect(why("mixed")?.sentence).toMatch(/mixed \(Conv2D\) .* mixes its channels/);
});

test("each of a model's outputs holds its channels", () => {
  const input = tf.input({ shape: [4, 4, 2] });
  const first = conv1("first", 3, input);
  const second = conv1("second", 4, first);
  const model = tf.model({ inputs: input, outputs: [first, conv1("third", 2, second)] });
  const { groups, fixed } = dependencyGraph(model);
  expect(groups.map(({ id }) => id)).toEqual(["second"]);
  expect(fixed.map(({ layer, why }) => [layer, why])).toEqual(
    expect.arrayContaining([
      ["first", "output"],
      ["third", "output"],
    ]),
  );
  model.dispose();
});
