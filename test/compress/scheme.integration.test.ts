import { expect, test } from "vitest";
import { countCost, measureAccuracy, removeChannels, runSteps } from "../../compress/index.ts";
import { recalibrate } from "../../compress/operators/recalibrate.ts";
import { tf } from "../../compress/tensorflow.ts";
import { preciseBatchNorm } from "../../compress/training/precise-batch-norm.ts";
import { smallContext } from "../contracts/operator.ts";
import { weightValues } from "./training/toys.ts";

const prune = (remove: number) => ({ operator: "prune", params: { score: "l1", remove } });

test("each stage is measured, and the last one describes the model that comes out", async () => {
  const { model, context } = smallContext();
  const work = context();
  const steps = [
    { operator: "sparseTrain", params: { epochs: 0.25, strength: 1e-3 } },
    prune(0.3),
    { operator: "fineTune", params: { epochs: 0.25 } },
  ];
  const live = tf.memory().numTensors;
  const begun: string[] = [];
  const { model: smaller, stages, notes } = await runSteps(model, steps, { ...work, onStep: (id) => begun.push(id) });
  expect(begun).toEqual(["sparseTrain", "prune", "fineTune"]);
  expect(stages.map(({ operator }) => operator)).toEqual(["sparseTrain", "prune", "fineTune"]);
  expect(notes).toEqual([]);
  const [trained, pruned, tuned] = stages;
  expect(trained!.parameters).toBe(work.original.parameters);
  expect(pruned!.parameters).toBeLessThan(trained!.parameters);
  expect(tuned!.parameters).toBe(pruned!.parameters);
  expect([trained!.cuts.length, tuned!.cuts.length]).toEqual([0, 0]);
  const cost = countCost(smaller);
  expect([tuned!.parameters, tuned!.flops]).toEqual([cost.parameters, cost.flops]);
  expect(tuned!.validationAccuracy).toBe((await measureAccuracy(smaller, work.data, "validation")).accuracy);
  expect(tuned!.testAccuracy).toBe((await measureAccuracy(smaller, work.data, "test")).accuracy);
  const replayed = await removeChannels(model, pruned!.cuts);
  expect(replayed.getWeights().map(({ shape }) => shape)).toEqual(smaller.getWeights().map(({ shape }) => shape));
  smaller.dispose();
  replayed.dispose();
  expect(tf.memory().numTensors).toBe(live);
  model.dispose();
});

test("a model comes out with its statistics settled on training images; what recalibrate sets stays", async () => {
  const { model, context } = smallContext();
  const statistics = (of: tf.LayersModel) => weightValues(of).filter(({ name }) => /moving_/.test(name));
  for (const step of [prune(0.3), { operator: "fineTune", params: { epochs: 0.25 } }]) {
    const { model: smaller } = await runSteps(model, [step], context());
    const left = statistics(smaller);
    await preciseBatchNorm(smaller, context().data);
    expect(statistics(smaller)).toEqual(left);
    smaller.dispose();
  }
  const step = { operator: "recalibrate", params: { batches: 1 } };
  const { model: kept } = await runSteps(model, [step], context());
  const alone = await recalibrate.apply(model, recalibrate.params.parse(step.params), context());
  expect(statistics(kept)).toEqual(statistics(alone));
  for (const each of [kept, alone, model]) each.dispose();
});

test("only the last step is watched, and only where no parameter is removed after its training", async () => {
  const { model, context } = smallContext();
  const tune = { operator: "fineTune", params: { epochs: 0, atLeastEpochs: 2 } };
  const soft = { operator: "softPrune", params: { score: "l2", remove: 0.2, epochs: 0.5, every: 1 } };
  for (const [steps, times] of [
    [[tune, prune(0.3)], 0],
    [[soft], 0],
    [[tune, prune(0.3), tune], 1],
  ] as const) {
    const seen: number[] = [];
    const watch = async (now: tf.LayersModel) => void seen.push(countCost(now).parameters);
    const { model: smaller, stages } = await runSteps(model, steps, { ...context(), watch });
    expect(seen).toEqual(Array(times).fill(stages.at(-1)!.parameters));
    smaller.dispose();
  }
  model.dispose();
});

test("no steps give a copy", async () => {
  const { model, context } = smallContext();
  const { model: copy, stages } = await runSteps(model, [], context());
  expect(stages).toEqual([]);
  expect(weightValues(copy)).toEqual(weightValues(model));
  copy.dispose();
  expect(model.getWeights().every((weight) => !weight.isDisposed)).toBe(true);
  model.dispose();
});

test("a wrong step is found before the first one runs", async () => {
  const { model, context } = smallContext();
  let trained = 0;
  const work = { ...context(), report: () => void trained++ };
  const tune = { operator: "fineTune", params: { epochs: 0.25 } };
  await expect(runSteps(model, [tune, { operator: "quantise", params: {} }], work)).rejects.toMatchObject({
    code: "unknown_operator",
    message:
      'Step 2: there is no operator "quantise"; there are distill, evolveRanking, filterBasis, fineTune, prune, pruneByStatistics, quantize, recalibrate, softPrune, sparseTrain, tucker2.',
  });
  await expect(runSteps(model, [tune, prune(2)], work)).rejects.toMatchObject({
    code: "bad_params",
    message: expect.stringMatching(/^Step 2, prune: remove: /),
  });
  expect(trained).toBe(0);
  model.dispose();
});

test("a step that fails half-way leaves no tensor and the input model whole", async () => {
  const { model, context } = smallContext();
  const before = weightValues(model);
  const live = tf.memory().numTensors;
  await expect(runSteps(model, [prune(0.4), prune(0.4), prune(0.4)], context())).rejects.toMatchObject({
    code: "nothing_left_to_remove",
  });
  expect(tf.memory().numTensors).toBe(live);
  expect(weightValues(model)).toEqual(before);
  model.dispose();
});

test("a signal ends it between steps and inside a training", async () => {
  const { model, context } = smallContext();
  const live = tf.memory().numTensors;
  const early = AbortSignal.abort(new Error("no time"));
  await expect(runSteps(model, [prune(0.2)], { ...context(), signal: early })).rejects.toMatchObject({
    code: "aborted",
  });
  const late = new AbortController();
  const report = () => late.abort(new Error("enough"));
  const tune = { operator: "fineTune", params: { epochs: 1 } };
  await expect(
    runSteps(model, [prune(0.2), tune], { ...context(), signal: late.signal, report }),
  ).rejects.toMatchObject({
    code: "aborted",
  });
  expect(tf.memory().numTensors).toBe(live);
  model.dispose();
});
