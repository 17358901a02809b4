import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import {
  copyModel,
  costSheet,
  countCost,
  loadModel,
  type ModelCard,
  runSteps,
  saveModel,
} from "../../../compress/index.ts";
import { quantize } from "../../../compress/operators/quantize.ts";
import { decode, encode, quantization, quantizedTypes } from "../../../compress/store/quantization.ts";
import { tf } from "../../../compress/tensorflow.ts";
import { smallContext } from "../../contracts/operator.ts";
import { logitsOf } from "../random-networks/networks.ts";
import { seeded, weightValues } from "../training/toys.ts";

const folder = await mkdtemp(join(tmpdir(), "automc-quantize-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

const floats = fc
  .array(fc.float({ noNaN: true, noDefaultInfinity: true, min: -6e4, max: 6e4 }), { minLength: 1, maxLength: 40 })
  .map((values) => Float32Array.from(values));

test.each(
  quantizedTypes,
)("%s: what was rounded once is rounded to itself, zeros stay, and TensorFlow.js reads the same", async (dtype) => {
  await fc.assert(
    fc.asyncProperty(floats, async (values) => {
      const how = quantization(values, dtype)!;
      const codes = encode(values, how);
      const rounded = decode(codes, how);
      expect(encode(rounded, how)).toEqual(codes);
      values.forEach((value, i) => {
        if (value === 0) expect(Math.abs(rounded[i]!)).toBe(0);
        const step = how.dtype === "uint8" ? how.scale : Math.max(Math.abs(value) * 2 ** -10, 2 ** -24);
        expect(Math.abs(rounded[i]! - value)).toBeLessThanOrEqual(1.001 * step);
      });
      const specs = [{ name: "w", shape: [values.length], dtype: "float32" as const, quantization: { ...how } }];
      const read = tf.io.decodeWeights(codes.buffer as ArrayBuffer, specs as Parameters<typeof tf.io.decodeWeights>[1]);
      expect(read.w!.dataSync()).toEqual(rounded);
      read.w!.dispose();
    }),
  );
});

test("a half cannot hold what is beyond 65,504", () => {
  expect(quantization(Float32Array.of(1, -65_504), "float16")).toEqual({ dtype: "float16" });
  expect(quantization(Float32Array.of(1, 65_520), "float16")).toBeNull();
});

const cardOf = (model: tf.LayersModel): ModelCard => {
  const { parameters, macs, flops } = countCost(model);
  return {
    network: "resnet8",
    dataset: { name: "mnist" },
    images: 80,
    shape: [8, 8, 3],
    classes: ["a", "b", "c", "d"],
    normalisation: { mean: [0, 0, 0], std: [1, 1, 1] },
    seed: 1,
    pretrainEpochs: 4,
    batchSize: 16,
    learningRate: 0.05,
    parameters,
    macs,
    flops,
    validationAccuracy: 0.5,
    testAccuracy: 0.5,
    original: null,
    scheme: [],
  };
};

test.each([
  ["uint8", 0.27, 0.05],
  ["float16", 0.5, 0.005],
] as const)("%s weights are stored so, %f of the bytes or a little more, and come back as they were measured", async (dtype, share, error) => {
  const { model, context } = smallContext("vgg16");
  seeded(model, 0.4);
  const rounded = await quantize.apply(model, { dtype }, context());
  const [before, after] = [logitsOf(model), logitsOf(rounded)];
  expect(after).not.toEqual(before);
  expect(Math.max(...after.map((value, i) => Math.abs(value - before[i]!)))).toBeLessThan(error);

  const place = join(folder, dtype);
  const { hash } = await saveModel(rounded, place, cardOf(rounded));
  const whole = await saveModel(model, join(folder, `${dtype}-whole`), cardOf(model));
  const bytes = async (of: string) => (await stat(join(of, "weights.bin"))).size;
  const left = (await bytes(place)) / (await bytes(join(folder, `${dtype}-whole`)));
  expect(left).toBeGreaterThanOrEqual(share - 0.03);
  expect(left).toBeLessThan(share + 0.03);
  const { bytes: sheet } = await costSheet(rounded, {
    batchSizes: [1],
    engines: ["predict"],
    leastRuns: 1,
    leastMs: 0,
  });
  expect(sheet).toBe(await bytes(place));
  expect(whole.hash).not.toBe(hash);

  const back = await loadModel(place);
  expect(weightValues(back.model)).toEqual(weightValues(rounded));
  expect((await saveModel(back.model, join(folder, `${dtype}-again`), cardOf(back.model))).hash).toBe(hash);
  const plain = await tf.loadLayersModel(`file://${place}/model.json`);
  expect(logitsOf(plain)).toEqual(after);
  for (const each of [model, rounded, back.model, plain]) each.dispose();
});

test("a copy is stored alike; a weight that changed, and all of them after a training, are 32-bit floats again, which is said", async () => {
  const { model, context } = smallContext();
  const notes: string[] = [];
  const steps = [
    { operator: "quantize", params: { dtype: "uint8" } },
    { operator: "fineTune", params: { epochs: 0.25 } },
  ];
  const { model: tuned } = await runSteps(model, steps, {
    ...context(),
    note: (sentence) => void notes.push(sentence),
  });
  expect(notes).toEqual(["fineTune: the weights were quantized before, and are 32-bit floats again."]);
  const rounded = await quantize.apply(model, { dtype: "uint8" }, context());
  const copy = await copyModel(rounded);
  const size = async (of: tf.LayersModel, name: string) => {
    await saveModel(of, join(folder, name), cardOf(of));
    return (await stat(join(folder, name, "weights.bin"))).size;
  };
  const small = await size(rounded, "rounded");
  expect(await size(copy, "copy")).toBe(small);
  const kernel = copy.weights.find(({ shape }) => shape.length === 4)!;
  tf.tidy(() => void kernel.write(tf.add(kernel.read(), 0.001)));
  expect(await size(copy, "changed")).toBe(small + 3 * kernel.read().size);
  expect(await size(tuned, "tuned")).toBeGreaterThan(3 * small);
  for (const each of [model, tuned, rounded, copy]) each.dispose();
});
