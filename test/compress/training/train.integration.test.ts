import { execFileSync } from "node:child_process";
import { randomLcg } from "d3-random";
import { expect, test, vi } from "vitest";
import { whileSettled } from "../../../compress/measure-model.ts";
import { copyModel } from "../../../compress/prune/surgery.ts";
import { nativeBackend, tf } from "../../../compress/tensorflow.ts";
import { measureAccuracy } from "../../../compress/training/measure.ts";
import type { TrainOptions } from "../../../compress/training/plan.ts";
import { Session } from "../../../compress/training/session.ts";
import { trainModel } from "../../../compress/training/train.ts";
import { weightsOf } from "../../../compress/training/weights.ts";
import { plan } from "./small-plan.ts";
import { bands, denseNet, plainNet, residualNet, seeded, weightDistance, weightValues } from "./toys.ts";

const data = bands({ train: 40, test: 40 });
const options = (more: Partial<TrainOptions> = {}): TrainOptions => ({ random: randomLcg(0.2), ...more });
const engines = ["graph", "eager"] as const;
const refusal = (code: string, words: string) =>
  expect.objectContaining({ code, message: expect.stringContaining(words) });

test("training learns, and says how far it is", async () => {
  const model = residualNet();
  const steps: number[] = [];
  const report = ({
    epoch,
    epochs,
    step,
    steps: all,
  }: {
    epoch: number;
    epochs: number;
    step: number;
    steps: number;
  }) => {
    steps.push(step);
    expect({ epoch, epochs, all }).toEqual({ epoch: Math.ceil(step / 3), epochs: 8, all: 24 });
  };
  const result = await trainModel(model, data, { ...plan, epochs: 8, schedule: "cosine" }, options({ report }));
  expect(steps).toEqual(Array.from({ length: 24 }, (_, i) => i + 1));
  expect(result).toMatchObject({ steps: 24, accuracy: 1 });
  expect(result.loss).toBeLessThan(0.5);
  model.dispose();
});

test("a split smaller than a batch is one batch", async () => {
  const model = plainNet();
  const { steps } = await trainModel(model, bands({ train: 5 }), { ...plan, batchSize: 128, epochs: 2 }, options());
  expect(steps).toBe(2);
  model.dispose();
});

test("a training that is watched gives the same weights, bit for bit; what the watch throws ends it", async () => {
  const trained = { ...plan, epochs: 4, schedule: "cosine" as const };
  for (const engine of engines) {
    const alone = residualNet();
    await trainModel(alone, data, trained, options({ engine }));
    const model = residualNet();
    const live = tf.memory().numTensors;
    const seen: [number, number][] = [];
    const watch: TrainOptions["watch"] = async (now, { epoch, epochs, rates }) => {
      seen.push([epoch, epochs]);
      expect(rates).toHaveLength(4);
      for (const [i, rate] of rates.entries())
        expect(rate).toBeCloseTo((plan.learningRate * (1 + Math.cos((Math.PI * (i + 1)) / 4))) / 2, 9);
      await whileSettled(now, data, async (settled) => {
        expect(settled).not.toBe(now);
        await measureAccuracy(settled, data, "test");
      });
    };
    await trainModel(model, data, trained, options({ engine, watch }));
    expect(seen).toEqual([
      [1, 4],
      [2, 4],
      [3, 4],
    ]);
    expect(weightDistance(model, alone)).toBe(0);
    expect(tf.memory().numTensors).toBe(live);
    const enough = new Error("enough");
    const ends: TrainOptions["watch"] = async (_, { epoch }) => {
      if (epoch === 2) throw enough;
    };
    await expect(trainModel(model, data, trained, options({ engine, watch: ends }))).rejects.toBe(enough);
    expect(tf.memory().numTensors).toBe(live);
    for (const each of [alone, model]) each.dispose();
  }
});

test("what afterEpoch does to the weights stays, and the momentum goes on", async () => {
  const trained = await Promise.all(
    engines.map(async (engine) => {
      const model = residualNet();
      const seen: number[] = [];
      const afterEpoch: TrainOptions["afterEpoch"] = (changed, epoch) => {
        expect(changed).toBe(model);
        seen.push(epoch, weightValues(changed)[0]!.values[0]!);
        for (const { value, role } of weightsOf(changed)) {
          if (role === "kernel") tf.tidy(() => value.assign(tf.mul(value as tf.Tensor, 0.5)));
        }
      };
      await trainModel(model, data, { ...plan, epochs: 3 }, options({ afterEpoch, engine }));
      return { model, seen };
    }),
  );
  const [graph, eager] = trained as [(typeof trained)[0], (typeof trained)[0]];
  expect(graph.seen.filter((_, i) => i % 2 === 0)).toEqual([1, 2, 3]);
  expect(weightDistance(graph.model, eager.model)).toBeLessThan(1e-4);

  const last = weightValues(graph.model)[0]!.values[0]!;
  expect(last).toBeCloseTo(graph.seen.at(-1)! / 2, 6);
  for (const { model } of trained) model.dispose();
});

test("a learning rate of zero moves nothing but the moving statistics", async () => {
  const [model, before] = [residualNet(), residualNet()];
  await trainModel(model, data, { ...plan, learningRate: 0 }, options());
  const [now, then] = [weightValues(model), weightValues(before)];
  for (const [w, { name, values }] of now.entries()) {
    if (name.includes("moving")) expect(values).not.toEqual(then[w]!.values);
    else expect(values).toEqual(then[w]!.values);
  }
  model.dispose();
  before.dispose();
});

test.each(engines)("nothing is left behind: %s", async (engine) => {
  const model = denseNet();
  const backend = nativeBackend();
  const relu = tf.getGradient("Relu");
  const calls = model.layers.map((layer) => layer.call);
  const counts = () => ({
    tensors: tf.memory().numTensors,
    native: backend.binding.getNumOfTensors(),
    sessions: backend.binding.getNumOfSavedModels(),
  });
  await trainModel(model, data, plan, options({ engine, afterEpoch: () => {} })); // moves the weights into native memory
  const before = counts();
  for (let i = 0; i < 3; i++) {
    await trainModel(model, data, { ...plan, epochs: 2 }, options({ engine, afterEpoch: () => {} }));
    expect(counts()).toEqual(before);
  }
  const signal = AbortSignal.abort();
  await expect(trainModel(model, data, plan, options({ engine, signal }))).rejects.toThrow(
    refusal("aborted", "step 0"),
  );
  expect(counts()).toEqual(before);
  expect(tf.getGradient("Relu")).toBe(relu);
  expect(model.layers.map((layer) => layer.call)).toEqual(calls);
  expect(model.layers.filter((layer) => Object.hasOwn(layer, "call"))).toEqual([]);
  model.dispose();
});

test("the same seed gives the same weights, bit for bit, in two processes", () => {
  const script = new URL("fingerprint.ts", import.meta.url).pathname;
  const run = () =>
    execFileSync(process.execPath, ["--import", "tsx", script], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
  const first = run();
  expect(first).toMatch(/^([0-9a-f]{64}\n){3}$/);
  expect(new Set(first.trim().split("\n")).size).toBe(3); // another engine or seed, other bits
  expect(run()).toBe(first);
});

test("a model that takes over the graph of another learns as it does with a graph of its own", async () => {
  const start = residualNet(0.4, 7); // no other model has its names, so the first training compiles
  const learnt = async (seed: number, momentum = plan.momentum) => {
    const model = seeded(await copyModel(start), seed);
    await trainModel(model, data, { ...plan, epochs: 2, momentum }, options());
    const values = weightValues(model);
    model.dispose();
    return values;
  };
  const unload = vi.spyOn(Session.prototype, "unload");
  const own = await learnt(0.4);
  const other = await learnt(0.6, 0.5);
  expect(other).not.toEqual(own);
  const before = unload.mock.calls.length;
  expect(await learnt(0.4)).toEqual(own);
  expect(unload.mock.calls.length).toBe(before); // nothing had to make room: the graph went from hand to hand
  unload.mockRestore();
  start.dispose();
});

test("a signal ends the training between two steps, and other work gets its turn", async () => {
  const model = plainNet();
  const abort = new AbortController();
  const report: TrainOptions["report"] = ({ step }) => {
    if (step === 2) setImmediate(() => abort.abort(new Error("enough")));
  };
  const failure = await trainModel(
    model,
    data,
    { ...plan, epochs: 50 },
    options({ report, signal: abort.signal }),
  ).catch((error) => error);
  expect(failure).toMatchObject({ code: "aborted", cause: { message: "enough" } });
  expect(failure.message).toMatch(/after step [23] of 150/);
  model.dispose();
});

test.each(engines)("a loss that is not finite ends the training: %s", async (engine) => {
  const model = plainNet();
  const wild = { ...plan, learningRate: 1e20, epochs: 5 };
  await expect(trainModel(model, data, wild, options({ engine }))).rejects.toThrow(
    refusal("training_diverged", "learning rate"),
  );
  model.dispose();
});

test("weights that are not finite after the last step are found", async () => {
  const model = plainNet();
  const once = { ...plan, learningRate: 1e38, batchSize: 40 };
  await expect(trainModel(model, data, once, options())).rejects.toThrow(
    refusal("training_diverged", "not finite after"),
  );
  model.dispose();
});

const input = (shape = [8, 8, 3]) => tf.layers.inputLayer({ inputShape: shape });
const head = (activation: "softmax" | "sigmoid" = "softmax", units = 4) => tf.layers.dense({ units, activation });
const noisy = () =>
  tf.sequential({
    layers: [input(), tf.layers.alphaDropout({ rate: 0.5, name: "hiss" }), tf.layers.flatten(), head()],
  });

test.each([
  [
    "images of another shape",
    () => tf.sequential({ layers: [input([4, 4, 3]), tf.layers.flatten(), head()] }),
    "bad_model",
    "4x4x3",
  ],
  [
    "another number of classes",
    () => tf.sequential({ layers: [input(), tf.layers.flatten(), head("softmax", 5)] }),
    "bad_model",
    "4 classes",
  ],
  ["a map for an output", () => tf.sequential({ layers: [input(), head()] }), "bad_model", "8x8x4"],
  [
    "an ending in sigmoid",
    () => tf.sequential({ layers: [input(), tf.layers.flatten(), head("sigmoid")] }),
    "bad_model",
    "sigmoid",
  ],
  [
    "nothing to train",
    () => tf.sequential({ layers: [input(), tf.layers.flatten(), tf.layers.dense({ units: 4, trainable: false })] }),
    "bad_model",
    "no trainable",
  ],
  ["noise that no seed rules", noisy, "unsupported_layer", "hiss"],
] as const)("a model with %s is refused, and nothing is left behind", async (_, make, code, words) => {
  const model = make();
  const before = tf.memory().numTensors;
  for (const engine of engines) {
    await expect(trainModel(model, data, plan, options({ engine }))).rejects.toThrow(refusal(code, words));
  }
  expect(tf.memory().numTensors).toBe(before);
  model.dispose();
});

test("data without images or with labels out of range are refused", async () => {
  const model = plainNet();
  await expect(trainModel(model, bands({ train: 0 }), plan, options())).rejects.toThrow(refusal("bad_data", "empty"));
  const mislabelled = bands({ train: 8 });
  mislabelled.splits.train.labels[3] = 4;
  await expect(trainModel(model, mislabelled, plan, options())).rejects.toThrow(refusal("bad_data", "Image 3"));
  await expect(trainModel(model, data, { ...plan, epochs: 0 }, options())).rejects.toThrow(
    refusal("bad_params", "epochs"),
  );
  model.dispose();
});
