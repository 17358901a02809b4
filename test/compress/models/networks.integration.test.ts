import { expect, test } from "vitest";
import { buildNetwork, countCost, networkIds } from "../../../compress/index.ts";
import { tf } from "../../../compress/tensorflow.ts";

const cifar = [32, 32, 3] as const;

/**
 * Parameters and FLOPs of the paper's tasks, to every digit that is known of them. For VGG-13 and
 * 100 classes the facts print 458.87, the rounded figure for 10 classes plus a rounded 0.09; the
 * last layer's 90 classes more make it 458.7838 + 0.0923.
 */
test.each([
  { network: "resnet20", classes: 10, parameters: 283_866, flopsMillions: "86.83" },
  { network: "resnet20", classes: 100, parameters: 289_716, flopsMillions: "86.84" },
  { network: "resnet56", classes: 10, parameters: 900_762, flopsMillions: "268.89" },
  { network: "resnet56", classes: 100, parameters: 906_612, flopsMillions: "268.90" },
  { network: "resnet164", classes: 10, parameters: 2_751_450, flopsMillions: "815.06" },
  { network: "resnet164", classes: 100, parameters: 2_757_300, flopsMillions: "815.08" },
  { network: "vgg13", classes: 10, parameters: 9_416_010, flopsMillions: "458.78" },
  { network: "vgg13", classes: 100, parameters: 9_462_180, flopsMillions: "458.88" },
  { network: "vgg16", classes: 10, parameters: 14_728_266, flopsMillions: "628.87" },
  { network: "vgg16", classes: 100, parameters: 14_774_436, flopsMillions: "628.96" },
  { network: "vgg19", classes: 10, parameters: 20_040_522, flopsMillions: "798.95" },
  { network: "vgg19", classes: 100, parameters: 20_086_692, flopsMillions: "799.04" },
] as const)("$network for $classes classes has $parameters parameters and $flopsMillions M FLOPs", (row) => {
  const model = buildNetwork(row.network, { shape: cifar, classes: row.classes, seed: 1 });
  const cost = countCost(model);
  expect(cost.parameters).toBe(row.parameters);
  expect((cost.flops / 1e6).toFixed(2)).toBe(row.flopsMillions);
  model.dispose();
});

/**
 * The networks that are not the paper's, by exact counts made from the tables of their sources
 * apart from this code. The literature prints 1.70 and 1.73 million parameters for ResNet-164
 * (network slimming), and 0.85 and 1.72 for ResNet-56 and -110 without projections.
 */
test.each([
  { network: "resnet56identity", classes: 10, parameters: 855_578, macs: 125_747_840 },
  { network: "resnet110identity", classes: 10, parameters: 1_730_522, macs: 253_149_824 },
  { network: "resnet164bottleneck", classes: 10, parameters: 1_703_258, macs: 247_646_720 },
  { network: "resnet164bottleneck", classes: 100, parameters: 1_726_388, macs: 247_669_760 },
  { network: "mobilenetv1", classes: 10, parameters: 3_217_226, macs: 46_354_432 },
  { network: "mobilenetv2", classes: 10, parameters: 2_236_682, macs: 87_976_448 },
] as const)("$network for $classes classes has $parameters parameters and $macs MACs", (row) => {
  const model = buildNetwork(row.network, { shape: cifar, classes: row.classes, seed: 1 });
  expect(countCost(model)).toMatchObject({ parameters: row.parameters, macs: row.macs });
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
