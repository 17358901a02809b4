import { randomLcg } from "d3-random";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildNetwork, dependencyGraph, scoreNames, scores } from "../../../../compress/index.ts";
import { tf } from "../../../../compress/tensorflow.ts";
import { bands, residualNet, seeded } from "../../training/toys.ts";

const data = bands({ train: 20 });
const model = seeded(buildNetwork("resnet8", { shape: data.shape, classes: 4, width: 3, seed: 1 }), 0.3);
const graph = dependencyGraph(model);
const input = { model, graph, random: () => 0.5, data };
const coupled = "stage2-block1-conv2";
const makers = [coupled, "stage2-block1-shortcut-conv"];
const norms = ["stage3-block1-bn1", "stage3-block1-shortcut-bn"];

/** All weights of one filter, read one by one. */
function filter(layer: string, channel: number): number[] {
  const kernel = model.getLayer(layer).getWeights()[0]!.arraySync() as number[][][][];
  return kernel.flat(2).map((filters) => filters[channel]!);
}
/** All weights of the coupled filters that make a channel. */
const weights = (channel: number) => makers.flatMap((layer) => filter(layer, channel));
const scale = (layer: string, channel: number) =>
  (model.getLayer(layer).getWeights()[0]!.arraySync() as number[])[channel]!;
const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
const mean = (values: number[]) => sum(values) / values.length;
const channels = [0, 1, 2, 3, 4, 5];

/** Central moment of order p over n. */
const central = (values: number[], p: number) => mean(values.map((value) => (value - mean(values)) ** p));

/** What each score is of one channel of the coupled group, by the obvious way. */
const slow: Partial<Record<(typeof scoreNames)[number], (channel: number) => number>> = {
  l1: (channel) => sum(weights(channel).map(Math.abs)),
  l2: (channel) => Math.hypot(...weights(channel)),
  l2Squared: (channel) => sum(weights(channel).map((w) => w * w)),
  bnScale: (channel) => sum(norms.map((norm) => Math.abs(scale(norm, channel)))),
  bnScaleSquared: (channel) => sum(norms.map((norm) => scale(norm, channel) ** 2)),
  bnScaleSquaredTimesFanIn: (channel) => mean(norms.map((norm) => scale(norm, channel) ** 2)) * (6 * 3 * 3 + 3 * 1 * 1),
  geometricMedian: (channel) =>
    sum(channels.map((other) => Math.hypot(...weights(channel).map((w, i) => w - weights(other)[i]!)))),
  k34: (channel) => {
    const all = weights(channel);
    const n = all.length;
    const [m2, m3, m4] = [2, 3, 4].map((p) => central(all, p)) as [number, number, number];
    const k3 = (n ** 2 * m3) / ((n - 1) * (n - 2));
    return (k3 * n ** 2 * ((n + 1) * m4 - 3 * (n - 1) * m2 ** 2)) / ((n - 1) * (n - 2) * (n - 3));
  },
  skewKurtosis: (channel) => {
    const [m2, m3, m4] = [2, 3, 4].map((p) => central(weights(channel), p)) as [number, number, number];
    return (m3 / m2 ** 1.5) * (m4 / m2 ** 2 - 3);
  },
};
test.each(Object.entries(slow))("%s of coupled filters is what the obvious loop gives", (name, expected) => {
  const values = scores[name as keyof typeof scores](input).get(coupled)!;
  expect(values.length).toBe(channels.length);
  for (const channel of channels) expect(values[channel]! / expected(channel)).toBeCloseTo(1, 4);
});
test("every score is judged by a slow one, here or below", () => {
  expect([...Object.keys(slow), "taylor", "hessianTrace", "random"].sort()).toEqual([...scoreNames].sort());
});

describe("geometricMedian", () => {
  test("the filter that others stand around goes first, however long it is", () => {
    const around = tf.sequential({
      layers: [
        tf.layers.conv2d({ inputShape: [4, 4, 1], filters: 3, kernelSize: [1, 2], useBias: false, name: "three" }),
        tf.layers.flatten(),
        tf.layers.dense({ units: 2 }),
      ],
    });
    around.getLayer("three").setWeights([tf.tensor4d([5, 6, 7, 5, 5, 5], [1, 2, 1, 3])]);
    const of = (score: "geometricMedian" | "l2") => [
      ...scores[score]({ ...input, model: around, graph: dependencyGraph(around) }).get("three")!,
    ];
    of("geometricMedian").forEach((value, i) => void expect(value).toBeCloseTo([3, 2, 3][i]!, 5));
    expect(Math.min(...of("l2"))).toBe(of("l2")[0]);
    around.dispose();
  });

  test("filters are compared inside the layers that make both channels, and the sum is scaled up to all channels", () => {
    const image = tf.input({ shape: [4, 4, 1] });
    const conv = (filters: number[]) => {
      const layer = tf.layers.conv2d({ filters: filters.length, kernelSize: 1, useBias: false });
      const made = layer.apply(image) as tf.SymbolicTensor;
      tf.tidy(() => layer.setWeights([tf.tensor4d(filters, [1, 1, 1, filters.length])]));
      return made;
    };
    const beside = (a: tf.SymbolicTensor, b: tf.SymbolicTensor) =>
      tf.layers.concatenate().apply([a, b]) as tf.SymbolicTensor;
    const valuesOf = (left: tf.SymbolicTensor, right: tf.SymbolicTensor) => {
      const sum = tf.layers.add().apply([left, right]) as tf.SymbolicTensor;
      const top = tf.layers.dense({ units: 2 }).apply(tf.layers.flatten().apply(sum)) as tf.SymbolicTensor;
      const mixed = tf.model({ inputs: image, outputs: top });
      const values = [...scores.geometricMedian({ ...input, model: mixed, graph: dependencyGraph(mixed) }).values()];
      mixed.dispose();
      expect(values).toHaveLength(1);
      return [...values[0]!];
    };
    const near = (values: number[], expected: number[]) =>
      values.forEach((value, i) => void expect(value).toBeCloseTo(expected[i]!, 4));
    near(valuesOf(beside(conv([0, 3]), conv([100])), conv([0, 4, 2])), [5 + 2, 5 + 2, 2 + 2]);
    near(valuesOf(beside(conv([0, 3]), conv([100])), beside(conv([50]), conv([1, 5]))), [3 * 2, 3 + 4, 4 * 2]);
  });
});

describe("taylor", () => {
  /**
   * Convolution (with batch norm or without), ReLU, pooling, convolution: one removable group,
   * "first".
   */
  function small(norm: boolean) {
    const layers = [
      tf.layers.conv2d({ inputShape: [8, 8, 3], filters: 4, kernelSize: 3, useBias: !norm, name: "first" }),
      ...(norm ? [tf.layers.batchNormalization({ name: "bn" })] : []),
      tf.layers.reLU(),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 4 }),
    ];
    return seeded(tf.sequential({ layers }), 0.7);
  }

  /**
   * (Σ w ∂L/∂w)² over the weights that MAKE a channel, by TensorFlow's own gradients on the one
   * batch that 20 images are.
   */
  function gateSquares(of: tf.LayersModel, names: string[]): number[] {
    const { images, labels } = data.splits.train;
    const { mean: shift, std } = data.normalisation;
    return tf.tidy(() => {
      const x = tf.div(tf.sub(tf.div(tf.tensor4d(images, [20, 8, 8, 3]), 255), shift), std);
      const y = tf.oneHot(tf.tensor1d(labels, "int32"), 4);
      const loss = () => tf.losses.softmaxCrossEntropy(y, of.apply(x, { training: true }) as tf.Tensor) as tf.Scalar;
      const variables = of.trainableWeights.map((weight) => weight.read() as tf.Variable);
      const { grads } = tf.variableGrads(loss, variables);
      const products = of.trainableWeights.flatMap((weight, i) =>
        names.includes(weight.originalName) ? [tf.mul(weight.read(), grads[variables[i]!.name]!)] : [],
      );
      const gates = products.map((product) => tf.sum(tf.reshape(product, [-1, 4]), 0));
      return [...tf.square(tf.addN(gates)).dataSync()];
    });
  }

  test.each([
    ["a batch norm's scale and shift", true, ["bn/gamma", "bn/beta"]],
    ["the filter and bias, where there is no batch norm", false, ["first/kernel", "first/bias"]],
  ])("is the paper's gate on %s", (_what, norm, names) => {
    const net = small(norm);
    const values = [...scores.taylor({ ...input, model: net, graph: dependencyGraph(net) }).get("first")!];
    const expected = gateSquares(net, names);
    expect(Math.max(...expected)).toBeGreaterThan(0);
    values.forEach((value, i) => void expect(value / expected[i]!).toBeCloseTo(1, 2));
    net.dispose();
  });

  test("tells what zeroing a channel does to the loss, where that is little", () => {
    const net = small(false);
    const reader = net.layers.at(-1)!;
    const [kernel, bias] = reader.getWeights();
    reader.setWeights([tf.mul(kernel!, 0.02), bias!]); // each channel adds little, so the loss is nearly linear in it
    const graphOf = dependencyGraph(net);
    const values = [...scores.taylor({ ...input, model: net, graph: graphOf }).get("first")!];
    const { images, labels } = data.splits.train;
    const lossOf = (zeroed: number | null) =>
      tf.tidy(() => {
        const { mean: shift, std } = data.normalisation;
        const x = tf.div(tf.sub(tf.div(tf.tensor4d(images, [20, 8, 8, 3]), 255), shift), std);
        const stays = Array.from({ length: 36 }, (_, at) => (at % 4 === zeroed ? 0 : 1));
        const hidden = net.layers.slice(0, -1).reduce((a, layer) => layer.apply(a) as tf.Tensor, x);
        const logits = reader.apply(tf.mul(hidden, stays)) as tf.Tensor;
        return tf.losses.softmaxCrossEntropy(tf.oneHot(tf.tensor1d(labels, "int32"), 4), logits).dataSync()[0]!;
      });
    values.forEach((value, channel) => {
      const change = Math.abs(lossOf(channel) - lossOf(null));
      expect(Math.abs(Math.sqrt(value) - change)).toBeLessThan(0.1 * change + 1e-4);
    });
    net.dispose();
  });

  test("needs data that fit the model, repeats itself for the same randomness, and changes no weight", () => {
    expect(() => scores.taylor({ ...input, data: undefined })).toThrow(/taylor.*give it data/);
    expect(() => scores.taylor({ ...input, data: bands({ train: 4 }, 12) })).toThrow(/takes images of 8x8x3/);
    const before = model.getWeights().map((weight) => [...weight.dataSync()]);
    expect(scores.taylor(input)).toEqual(scores.taylor(input));
    expect(model.getWeights().map((weight) => [...weight.dataSync()])).toEqual(before);
  });
});

describe("hessianTrace", () => {
  /** One convolution of two filters, so that signs can be exhausted; 20 images are one batch. */
  const tiny = () => {
    const layers = [
      tf.layers.conv2d({
        inputShape: [8, 8, 3],
        filters: 2,
        kernelSize: 1,
        useBias: false,
        activation: "tanh",
        name: "first",
      }),
      tf.layers.globalAveragePooling2d({}),
      tf.layers.dense({ units: 4 }),
    ];
    return seeded(tf.sequential({ layers }), 0.7);
  };

  /**
   * The second derivative of the loss by each weight of the kernel, from three losses in 64-bit
   * sums of the images.
   */
  function curvatures(of: tf.LayersModel): number[] {
    const { images, labels } = data.splits.train;
    const { mean: shift, std } = data.normalisation;
    const [kernel, ...rest] = of.getWeights().map((weight) => weight.clone());
    const values = [...kernel!.dataSync()];
    const lossAt = (changed: number[]) =>
      tf.tidy(() => {
        of.setWeights([tf.tensor(changed, kernel!.shape), ...rest]);
        const x = tf.div(tf.sub(tf.div(tf.tensor4d(images, [20, 8, 8, 3]), 255), shift), std);
        const logits = of.predict(x, { batchSize: 20 }) as tf.Tensor2D;
        const scores = logits.arraySync();
        const each = scores.map((row, i) => Math.log(sum(row.map(Math.exp))) - row[labels[i]!]!);
        return sum(each) / 20;
      });
    const h = 0.05;
    const here = lossAt(values);
    const found = values.map((_, i) => {
      const [up, down] = [h, -h].map((step) => lossAt(values.map((value, at) => (at === i ? value + step : value))));
      return (up! - 2 * here + down!) / h ** 2;
    });
    tf.tidy(() => of.setWeights([tf.tensor(values, kernel!.shape), ...rest]));
    tf.dispose([kernel!, ...rest]);
    return found;
  }

  test("is half the mean curvature times the squared length of the filter, averaged over signs", () => {
    const net = tiny();
    const netGraph = dependencyGraph(net);
    const diagonal = curvatures(net);
    const kernel = [...net.getWeights()[0]!.dataSync()];
    const expected = [0, 1].map((filterAt) => {
      const own = kernel.flatMap((value, i) => (i % 2 === filterAt ? [{ value, curve: diagonal[i]! }] : []));
      return (mean(own.map(({ curve }) => curve)) / 2) * sum(own.map(({ value }) => value * value));
    });
    const runs = Array.from(
      { length: 60 },
      (_, run) =>
        scores.hessianTrace({ ...input, model: net, graph: netGraph, random: randomLcg(run / 60) }).get("first")!,
    );
    expected.forEach((value, channel) => {
      expect(Math.abs(value)).toBeGreaterThan(1e-4);
      const drawn = runs.map((run) => run[channel]!);
      const error = Math.sqrt(mean(drawn.map((each) => (each - mean(drawn)) ** 2)) / drawn.length);
      expect(Math.abs(mean(drawn) - value)).toBeLessThan(4 * error + 0.05 * Math.abs(value));
    });
    net.dispose();
  });

  test("needs data, repeats itself for the same randomness, leaves weights bit for bit and no tensor", () => {
    expect(() => scores.hessianTrace({ ...input, data: undefined })).toThrow(/hessianTrace.*give it data/);
    const before = model.getWeights().map((weight) => [...weight.dataSync()]);
    const first = scores.hessianTrace({ ...input, random: randomLcg(0.3) });
    const live = tf.memory().numTensors;
    expect(scores.hessianTrace({ ...input, random: randomLcg(0.3) })).toEqual(first);
    expect(tf.memory().numTensors).toBe(live);
    expect(model.getWeights().map((weight) => [...weight.dataSync()])).toEqual(before);
  });
});

test("a group without batch normalisation has no bnScale, and all groups have the others", () => {
  const plain = tf.sequential({
    layers: [
      tf.layers.conv2d({ inputShape: [8, 8, 3], filters: 2, kernelSize: 1, name: "bare" }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 4 }),
    ],
  });
  const bare = { model: plain, graph: dependencyGraph(plain), random: () => 0.25, data };
  for (const name of scoreNames)
    expect([...scores[name](bare).keys()], name).toEqual(name.startsWith("bnScale") ? [] : ["bare"]);
  expect(scores.random(bare).get("bare")).toEqual(Float64Array.of(0.25, 0.25));
  plain.dispose();
});

test("a channel's score goes where the channel goes, whatever its number", () => {
  const net = residualNet(0.4, 5);
  const netGraph = dependencyGraph(net);
  const of = () => new Map(scoreNames.map((name) => [name, scores[name]({ ...input, model: net, graph: netGraph })]));
  const before = of();
  const stored = net.getWeights().map((weight) => weight.clone());
  fc.assert(
    fc.property(
      fc.constantFrom(...netGraph.groups).chain((group) =>
        fc.record({
          group: fc.constant(group),
          order: fc.shuffledSubarray(
            Array.from({ length: group.channels }, (_, i) => i),
            { minLength: group.channels },
          ),
        }),
      ),
      ({ group, order }) => {
        for (const { weight, axis, channelOf } of group.members) {
          expect([...channelOf]).toEqual(order.map((_, i) => i)); // each channel stands at one position here
          const variable = net.weights.find(({ originalName }) => originalName === weight)!;
          tf.tidy(() => void variable.write(tf.gather(variable.read(), order, axis)));
        }
        const after = of();
        for (const name of scoreNames) {
          if (name === "random") continue;
          const [was, is] = [before.get(name)!.get(group.id)!, after.get(name)!.get(group.id)!];
          const size = Math.max(...was.map(Math.abs));
          order.forEach((from, to) => {
            expect(Math.abs(is[to]! - was[from]!), name).toBeLessThanOrEqual(1e-3 * size);
          });
        }
        net.setWeights(stored);
      },
    ),
    { numRuns: 8 },
  );
  for (const weight of stored) weight.dispose();
  net.dispose();
});

test("scoring leaves no tensor behind, also when it throws", () => {
  for (const score of Object.values(scores)) score(input); // the first run may fill caches
  const live = tf.memory().numTensors;
  for (const score of Object.values(scores)) score(input);
  expect(() => scores.taylor({ ...input, data: undefined })).toThrow();
  expect(tf.memory().numTensors).toBe(live);
});
