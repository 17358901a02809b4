import { expect, test } from "vitest";
import { trainingEpochs } from "../../compress/index.ts";

const original = { parameters: 1000, pretrainEpochs: 20 };

test("epochs are multiples of the original's, whole, at least one or what the step says; evolving trains nothing", () => {
  const prune = { operator: "prune", params: { score: "l1", remove: 0.3 } };
  const tune = (epochs: number, more = {}) => ({ operator: "fineTune", params: { epochs, ...more } });
  const evolve = { operator: "evolveRanking", params: { generations: 0.5, remove: 0.2 } };
  const soft = { operator: "softPrune", params: { remove: 0.2, epochs: 0.25, every: 1 } };
  expect(trainingEpochs([], original)).toBe(0);
  expect(trainingEpochs([prune, evolve], original)).toBe(0);
  expect(trainingEpochs([prune, tune(0.3), soft, tune(0.001)], original)).toBe(6 + 5 + 1);
  expect(trainingEpochs([tune(0, { atLeastEpochs: 7 })], original)).toBe(7);
  expect(() => trainingEpochs([tune(99)], original)).toThrow("Step 1, fineTune");
});
