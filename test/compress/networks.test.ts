import { expect, test } from "vitest";
import { buildNetwork, countCost, networkIds } from "../../compress/index.ts";
import { tf } from "../../compress/tensorflow.ts";

const cifar = [32, 32, 3] as const;

/** Parameters and FLOPs of the paper's tasks, to every digit that is known of them. */
test.each([
  { network: "resnet20", classes: 10, parameters: 283_866, flopsMillions: "86.83" },
  { network: "resnet20", classes: 100, parameters: 289_716, flopsMillions: "86.84" },
  { network: "resnet56", classes: 10, parameters: 900_762, flopsMillions: "268.89" },
  { network: "resnet56", classes: 100, parameters: 906_612, flopsMillions: "268.90" },
  { network: "vgg16", classes: 10, parameters: 14_728_266, flopsMillions: "628.87" },
  { network: "vgg16", classes: 100, parameters: 14_774_436, flopsMillions: "628.96" },
] as const)("$network for $classes classes has $parameters parameters and $flopsMillions M FLOPs", (row) => {
  const model = buildNetwork(row.network, { shape: cifar, classes: row.classes, seed: 1 });
  const cost = countCost(model);
  expect(cost.parameters).toBe(row.parameters);
  expect((cost.flops / 1e6).toFixed(2)).toBe(row.flopsMillions);
  model.dispose();
});

test("a convolution's multiply-accumulates are kernel size times output pixels, whatever else a layer costs", () => {
  const model = buildNetwork("resnet8", { shape: [28, 28, 1], classes: 10, width: 4, seed: 1 });
  const byName = new Map(countCost(model).layers.map((layer) => [layer.layer, layer]));
  expect(byName.get("stem-conv")).toMatchObject({
    parameters: 3 * 3 * 4,
    macs: 3 * 3 * 4 * 28 * 28,
    outputShape: [28, 28, 4],
  });
  expect(byName.get("stage2-block1-conv1")).toMatchObject({ macs: 3 * 3 * 4 * 8 * 14 * 14, outputShape: [14, 14, 8] });
  expect(byName.get("stage3-block1-shortcut-conv")).toMatchObject({ macs: 8 * 16 * 7 * 7, flops: 2 * 8 * 16 * 7 * 7 });
  expect(byName.get("head-bn")).toMatchObject({ parameters: 2 * 16, macs: 0, flops: 2 * 2 * 16 * 7 * 7 });
  expect(byName.get("head-pool")).toMatchObject({ parameters: 0, macs: 0, flops: 2 * 16 * 7 * 7 });
  expect(byName.get("head-dense")).toMatchObject({ parameters: 16 * 10 + 10, macs: 160, flops: 2 * 170 });
  model.dispose();
});

test("P counts what TensorFlow.js counts, but for the moving statistics", () => {
  const model = buildNetwork("resnet20", { shape: cifar, classes: 10, width: 4, seed: 1 });
  const moving = model.weights.filter(({ originalName }) => originalName.includes("/moving_"));
  const statistics = moving.reduce((sum, { shape }) => sum + shape[0]!, 0);
  expect(countCost(model).parameters).toBe(model.countParams() - statistics);
  model.dispose();
});

test.each(networkIds)("%s takes MNIST's shape and gives probabilities", (id) => {
  const model = buildNetwork(id, { shape: [28, 28, 1], classes: 7, width: 2, seed: 3 });
  const [sums, shape] = tf.tidy(() => {
    const output = model.predict(tf.randomUniform([3, 28, 28, 1], 0, 1, "float32", 1)) as tf.Tensor;
    return [Array.from(output.sum(1).dataSync()), output.shape];
  });
  expect(shape).toEqual([3, 7]);
  for (const sum of sums) expect(sum).toBeCloseTo(1, 5);
  model.dispose();
});

test("the seed alone decides the weights, and no two layers of equal shape start alike", () => {
  const kernels = (seed: number) => {
    const model = buildNetwork("resnet20", { shape: cifar, classes: 10, width: 4, seed });
    const values = model.weights
      .filter(({ originalName }) => originalName.endsWith("/kernel"))
      .map((weight) => weight.read().dataSync().join());
    model.dispose();
    return values;
  };
  expect(kernels(5)).toEqual(kernels(5));
  expect(kernels(5)).not.toEqual(kernels(6));
  expect(new Set(kernels(5)).size).toBe(kernels(5).length);
});

test("building and disposing leaves no tensor behind", () => {
  const live = tf.memory().numTensors;
  buildNetwork("resnet8", { shape: cifar, classes: 10, width: 4, seed: 1 }).dispose();
  expect(tf.memory().numTensors).toBe(live);
});

test.each([
  [{ classes: 0 }, /classes above 0, not 0/],
  [{ width: 1.5 }, /filters above 0, not 1.5/],
  [{ shape: [32, 0, 3] as const }, /width above 0, not 0/],
  [{ seed: 0.5 }, /whole number as seed/],
])("refuses %j", (wrong, sentence) => {
  const build = () => buildNetwork("resnet8", { shape: cifar, classes: 10, seed: 1, ...wrong });
  expect(build).toThrow(expect.objectContaining({ code: "bad_params", message: expect.stringMatching(sentence) }));
});

test("an unknown network is refused with the names of those there are", () => {
  const build = () => buildNetwork("alexnet" as "vgg16", { shape: cifar, classes: 10, seed: 1 });
  expect(build).toThrow(
    expect.objectContaining({ code: "unknown_network", message: expect.stringContaining("resnet56") }),
  );
});
