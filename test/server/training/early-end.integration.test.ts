import { expect, test } from "vitest";
import { countCost, runSteps } from "../../../compress/index.ts";
import { tf } from "../../../compress/tensorflow.ts";
import { EndedEarly, watchTraining } from "../../../server/training/early-end.ts";
import { weightValues } from "../../compress/training/toys.ts";
import { smallContext } from "../../contracts/operator.ts";

const steps = (epochs: number) => [
  { operator: "prune", params: { score: "l1", remove: 0.3 } },
  { operator: "fineTune", params: { epochs: 0, atLeastEpochs: epochs } },
];

test("a training that can hardly beat a scheme of its size ends after three epochs, with its figures and no tensor left", async () => {
  const { model, context } = smallContext();
  const { data, original } = context();
  const rule = { measured: [{ parameters: 1, accuracy: 1 }], chance: 0.05 };
  const { watch } = watchTraining(rule, data, original.parameters);
  const live = tf.memory().numTensors;
  const ended = await runSteps(model, steps(8), { ...context(), watch }).catch((error: unknown) => error);
  expect(ended).toBeInstanceOf(EndedEarly);
  const { pruning, figures } = ended as EndedEarly;
  expect(pruning).toMatchObject({ epochs: 3, of: 8, rival: 1, chance: 0 });
  expect(pruning.curve).toHaveLength(3);
  expect(pruning.curve.at(-1)).toBe(figures.validationAccuracy);
  expect(pruning.reason).toMatch(/^After 3 of 8 epochs: \d+\.\d % .* P = 0\.000 .* 100\.0 % .* at PR \d+\.\d %\.$/);
  expect(figures.parameters).toBeLessThan(0.71 * original.parameters);
  expect(tf.memory().numTensors).toBe(live);
  model.dispose();
});

test("one that may beat all that are no larger goes on, is measured after each epoch, and gives the same model", async () => {
  const { model, context } = smallContext();
  const { data, original } = context();
  const alone = await runSteps(model, steps(5), context());
  const { parameters } = countCost(alone.model);
  // The perfect one is larger by a parameter.
  for (const measured of [[], [{ parameters: parameters + 1, accuracy: 1 }], [{ parameters, accuracy: 0 }]]) {
    const { watch, curve } = watchTraining({ measured, chance: 0.05 }, data, original.parameters);
    const watched = await runSteps(model, steps(5), { ...context(), watch });
    expect(curve).toHaveLength(4);
    expect(weightValues(watched.model)).toEqual(weightValues(alone.model));
    watched.model.dispose();
  }
  for (const each of [model, alone.model]) each.dispose();
});

test("a training of fewer than four epochs is not watched", async () => {
  const { model, context } = smallContext();
  const { data, original } = context();
  const rule = { measured: [{ parameters: 1, accuracy: 1 }], chance: 0.05 };
  const { watch, curve } = watchTraining(rule, data, original.parameters);
  const { model: smaller } = await runSteps(model, steps(3), { ...context(), watch });
  expect(curve).toEqual([]);
  for (const each of [model, smaller]) each.dispose();
});
