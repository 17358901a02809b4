import { expect, test } from "vitest";
import { RecurrentSteps } from "../../search/recurrent-steps.ts";
import { StepProcess } from "../../search/step-process.ts";
import { StrategyKernel } from "../../search/strategy-kernel.ts";
import { stepModelContract, twoMethods } from "../contracts/step-model.ts";
import { expectGradients } from "./gradients.ts";
import { seeded } from "./seeded.ts";

const task = [0.2, -0.1, 0.4];

stepModelContract("the Gaussian process over steps", (candidates) => new StepProcess(candidates));
stepModelContract(
  "the process with learned vectors",
  (candidates) => new StepProcess(candidates, { strategies: new StrategyKernel(candidates, 0.5) }),
);
stepModelContract("the recurrent model", (candidates, seed) => new RecurrentSteps(candidates, task, seeded(seed)));

test("the recurrent model's gradients are those of finite differences", () => {
  const model = new RecurrentSteps(twoMethods.slice(15, 25), task, seeded(1));
  const batch = [
    { state: { ar: 0, pr: 0, steps: [] }, candidate: 0, change: -0.03 },
    { state: { ar: -0.02, pr: 0.3, steps: [2, 1] }, candidate: 3, change: 0.01 },
    { state: { ar: -0.02, pr: 0.3, steps: [2, 1] }, candidate: 4, change: -0.9 },
    { state: { ar: 0.1, pr: 0.1, steps: [5] }, candidate: 5, change: 0 },
  ];
  for (const step of batch) model.observe(step);
  model.fit([0, 1, 2, 3]);
  model.gradients(batch);
  const gathered = model.weights.map(({ values, gradients }) => ({ values, gradients: gradients.slice() }));
  expectGradients(gathered, () => model.gradients(batch) / batch.length, 41);
});

test("what is expected of strategies is the mean where nothing else is known", () => {
  const expected = twoMethods.map((candidate, i) => ({ ...candidate, expected: i < 20 ? -0.1 : 0.02 }));
  const model = new StepProcess(expected);
  const { mean } = model.predict({ ar: 0, pr: 0, steps: [] });
  expect(mean[3]!).toBeLessThan(0);
  expect(mean[30]!).toBeGreaterThan(0);
});
