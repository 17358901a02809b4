import { expect, test } from "vitest";
import { copyModel, countCost, runSteps } from "../../../compress/index.ts";
import { segmentActivationClass } from "../../../compress/model/layers/register-layers.ts";
import { distill } from "../../../compress/operators/distill.ts";
import { tf } from "../../../compress/tensorflow.ts";
import { smallContext } from "../../contracts/operator.ts";
import { weightValues } from "../training/toys.ts";

const { model, context } = smallContext();
const lma = { student: "narrower", remove: 0.3, activation: "lma", segments: 6, epochs: 0.25 } as const;
const logits = (of: tf.LayersModel) =>
  tf.tidy(() => {
    const images = tf.randomUniform([16, ...(of.inputs[0]!.shape.slice(1) as number[])], -1, 1, "float32", 1);
    return Array.from(tf.log(of.predict(images) as tf.Tensor).dataSync<"float32">());
  });
const gap = (a: number[], b: number[]) => Math.sqrt(a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0));

/** What a distillation gave: its weights, and how many steps it took at which first loss. */
async function distilled(params: Record<string, unknown>, work: Partial<ReturnType<typeof context>> = {}) {
  const losses: number[] = [];
  const report = ({ loss }: { loss: number }) => void losses.push(loss);
  const made = await distill.apply(model, distill.params.parse(params), { ...context(), report, ...work });
  const weights = weightValues(made);
  const { parameters } = countCost(made);
  const segments = made.layers.filter((layer) => layer.getClassName() === segmentActivationClass)[0]?.weights[0]?.shape;
  const outputs = logits(made);
  made.dispose();
  return { weights, losses, parameters, segments, outputs };
}

test("each hyperparameter of LMA changes what it should, and nothing else", async () => {
  const base = await distilled({ ...lma, temperature: 3, alpha: 0.5 });
  const longer = await distilled({ ...lma, temperature: 3, alpha: 0.5, epochs: 0.5 });
  expect(longer.losses.length).toBe(2 * base.losses.length);
  expect(longer.parameters).toBe(base.parameters);

  const smaller = await distilled({ ...lma, temperature: 3, alpha: 0.5, remove: 0.5 });
  const share = (of: typeof base) => of.parameters / countCost(model).parameters;
  expect(Math.abs(share(base) - 0.7)).toBeLessThan(0.01);
  expect(Math.abs(share(smaller) - 0.5)).toBeLessThan(0.01);

  const finer = await distilled({ ...lma, temperature: 3, alpha: 0.5, segments: 10 });
  expect(base.segments).toEqual([6]);
  expect(finer.segments).toEqual([10]);

  for (const changed of [
    { temperature: 10, alpha: 0.5 },
    { temperature: 3, alpha: 0.9 },
  ]) {
    const other = await distilled({ ...lma, ...changed });
    expect(other.losses.length).toBe(base.losses.length);
    expect(other.parameters).toBe(base.parameters);
    expect(other.losses[0]).not.toBeCloseTo(base.losses[0]!, 3); // the same student on the same images
    expect(other.weights).not.toEqual(base.weights);
  }
});

test("without a weight on the teacher, the temperature no longer matters", async () => {
  const cold = await distilled({ ...lma, temperature: 1, alpha: 0 });
  const hot = await distilled({ ...lma, temperature: 10, alpha: 0 });
  expect(hot.weights).toEqual(cold.weights);
});

test("the teacher is what the context names, and the model itself where it names none", async () => {
  const other = await copyModel(model);
  tf.tidy(() => {
    for (const weight of other.weights.filter(({ originalName }) => originalName === "head-dense/kernel"))
      weight.write(tf.neg(weight.read()));
  });
  const params = { student: "same", epochs: 0.5, temperature: 1, alpha: 1, learningRate: 0.05 };
  const before = weightValues(other);
  const own = await distilled(params);
  const named = await distilled(params, { teacher: other });
  expect(gap(named.outputs, logits(other))).toBeLessThan(gap(own.outputs, logits(other)));
  expect(weightValues(other)).toEqual(before);
  other.dispose();
});

test("in a scheme a student learns from the model that the scheme was given, whatever the steps before made of it", async () => {
  const steps = [
    { operator: "prune", params: { score: "l2", allocation: "uniform", remove: 0.3 } },
    { operator: "distill", params: { student: "same", epochs: 0.25, temperature: 2, alpha: 1 } },
  ];
  const named = await runSteps(model, steps, { ...context(), teacher: model });
  const unnamed = await runSteps(model, steps, context());
  expect(weightValues(unnamed.model)).toEqual(weightValues(named.model));
  const pruned = await runSteps(model, steps.slice(0, 1), context());
  const self = await runSteps(model, steps, { ...context(), teacher: pruned.model });
  expect(weightValues(self.model)).not.toEqual(weightValues(named.model));
  for (const each of [named, unnamed, pruned, self]) each.model.dispose();
});

test("reconstruction weighs the difference of the outputs by its factor", async () => {
  const teacher = await copyModel(model);
  tf.tidy(() => {
    const bias = teacher.weights.find(({ originalName }) => originalName === "head-dense/bias")!;
    bias.write(tf.add(bias.read(), tf.tensor1d([1, -1, 1, -1])));
  });
  const rebuild = (factor: number) =>
    distilled({ student: "same", loss: "outputMse", factor, epochs: 0.25 }, { teacher });
  const [none, one, two] = [await rebuild(0), await rebuild(1), await rebuild(2)];
  const [first, second] = [one.losses[0]! - none.losses[0]!, two.losses[0]! - none.losses[0]!];
  expect(first).toBeGreaterThan(0.5);
  expect(second / first).toBeCloseTo(2, 3);
  expect(one.weights).not.toEqual(two.weights);
  teacher.dispose();
});

test("a new student learns five times as fast as a tuning, unless told otherwise", async () => {
  const told = await distilled({ ...lma, learningRate: 5 * context().plan.learningRate });
  const untold = await distilled(lma);
  expect(untold.weights).toEqual(told.weights);
  const same = { student: "same", epochs: 0.25 };
  expect((await distilled(same)).weights).toEqual(
    (await distilled({ ...same, learningRate: context().plan.learningRate })).weights,
  );
});

test.each([
  [{ student: "narrower", epochs: 1 }, /remove.*how much/],
  [{ student: "same", remove: 0.2, epochs: 1 }, /remove.*narrower/],
  [{ student: "same", activation: "lma", segments: 6, epochs: 1 }, /activation.*narrower/],
  [{ student: "narrower", remove: 0.2, activation: "lma", epochs: 1 }, /segments/],
  [{ student: "narrower", remove: 0.2, segments: 6, epochs: 1 }, /segments/],
  [{ student: "same", factor: 2, epochs: 1 }, /factor.*outputMse/],
  [{ student: "same", loss: "outputMse", temperature: 2, epochs: 1 }, /temperature.*kl/],
  [{ student: "same", loss: "outputMse", alpha: 0.2, epochs: 1 }, /alpha.*kl/],
])("refuses %j", async (params, message) => {
  await expect(runSteps(model, [{ operator: "distill", params }], context())).rejects.toMatchObject({
    code: "bad_params",
    message: expect.stringMatching(message),
  });
});
