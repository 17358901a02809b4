import { randomLcg } from "d3-random";
import { describe, expect, test } from "vitest";
import {
  buildNetwork,
  copyModel,
  countCost,
  type Operator,
  type OperatorContext,
  runSteps,
} from "../../compress/index.ts";
import { tf } from "../../compress/tensorflow.ts";
import { plan } from "../compress/training/small-plan.ts";
import { bands, weightValues } from "../compress/training/toys.ts";

const data = bands({ train: 48, validation: 16, test: 16 });

/**
 * A small network of ours on small images, its cost, and a context to work on it. Weights, data and
 * context are the same every time.
 */
export function smallContext(network: "resnet8" | "vgg16" = "resnet8") {
  const model = buildNetwork(network, { shape: data.shape, classes: data.classes.length, width: 8, seed: 1 });
  const context = (seed = 0.5): OperatorContext => ({
    data,
    original: { parameters: countCost(model).parameters, pretrainEpochs: 4 },
    random: randomLcg(seed),
    plan,
  });
  return { model, context };
}

/**
 * What it means to be an operator.
 *
 * `params` are small enough to run in a second; `removes` names the parameter that says how much
 * goes, null where nothing does.
 */
export function operatorContract(
  operator: Operator<unknown>,
  { params, removes }: { params: Record<string, unknown>; removes: string | null },
): void {
  describe(`operator ${operator.id}`, () => {
    test("gives a working model that is no larger, and leaves the one it was given and the memory as they were", async () => {
      const { model, context } = smallContext();
      const before = weightValues(model);
      (await operator.apply(model, operator.params.parse(params), context())).dispose(); // the first run may fill caches
      const live = tf.memory().numTensors;
      const smaller = await operator.apply(model, operator.params.parse(params), context());
      expect(smaller).not.toBe(model);
      expect(smaller.outputs[0]!.shape).toEqual(model.outputs[0]!.shape);
      expect(countCost(smaller).parameters).toBeLessThanOrEqual(countCost(model).parameters);
      const probabilities = tf.tidy(() => (smaller.predict(tf.ones([1, ...data.shape])) as tf.Tensor).dataSync());
      expect(probabilities.every(Number.isFinite)).toBe(true);
      smaller.dispose();
      expect(tf.memory().numTensors).toBe(live);
      expect(weightValues(model)).toEqual(before);
      model.dispose();
    });

    test("the same randomness gives the same model", async () => {
      const { model, context } = smallContext();
      const copy = await copyModel(model);
      const runs = [
        await operator.apply(model, operator.params.parse(params), context()),
        await operator.apply(copy, operator.params.parse(params), context()),
      ];
      expect(weightValues(runs[0]!)).toEqual(weightValues(runs[1]!));
      for (const each of [model, copy, ...runs]) each.dispose();
    });

    test("refuses a parameter it does not know, before it does anything", async () => {
      const { model, context } = smallContext();
      const live = tf.memory().numTensors;
      await expect(
        runSteps(model, [{ operator: operator.id, params: { ...params, surprise: 1 } }], context()),
      ).rejects.toMatchObject({
        code: "bad_params",
        message: expect.stringMatching(`Step 1, ${operator.id}.*surprise`),
      });
      expect(tf.memory().numTensors).toBe(live);
      model.dispose();
    });

    if (removes === null) return;

    test.each([
      0.2, 0.4,
    ])("removes %f of the original's parameters within a point, also where the model has lost some before", async (share) => {
      const { model, context } = smallContext();
      const notes: string[] = [];
      const work = { ...context(), note: (sentence: string) => void notes.push(sentence) };
      const wanted = operator.params.parse({ ...params, [removes]: share });
      const once = await operator.apply(model, wanted, work);
      expect(notes).toEqual([]); // a whole network has room for it
      const twice = await operator.apply(once, wanted, work);
      const left = [once, twice].map((each) => countCost(each).parameters / work.original.parameters);
      expect(left[0]).toBeGreaterThan(1 - share - 0.01);
      expect(left[0]).toBeLessThan(1 - share + 0.01);
      if (notes.length === 0) {
        expect(left[1]).toBeGreaterThan(left[0]! - share - 0.01); // a step's target counts from where it starts
        expect(left[1]).toBeLessThan(left[0]! - share + 0.01);
      } else expect(notes.join()).toContain(`${left[1]!.toFixed(3)} of the original's parameters are left`);
      for (const each of [model, once, twice]) each.dispose();
    });

    test("says clearly that a target is impossible, and leaves nothing behind", async () => {
      const { model, context } = smallContext();
      const live = tf.memory().numTensors;
      await expect(
        operator.apply(model, operator.params.parse({ ...params, [removes]: 0.95 }), context()),
      ).rejects.toMatchObject({
        code: "nothing_left_to_remove",
        message: expect.stringContaining("0.95"),
      });
      expect(tf.memory().numTensors).toBe(live);
      model.dispose();
    });
  });
}
