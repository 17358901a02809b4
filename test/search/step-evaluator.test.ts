import { expect, test } from "vitest";
import { StepEvaluator, type StepSample } from "../../search/index.ts";
import { expectGradients } from "./gradients.ts";
import { seeded } from "./seeded.ts";

const task = [0.2, -0.1, 0.4, 0, 0.3, -0.5, 0.9];

function vectors(count: number, width: number): Float32Array[] {
  const random = seeded(count)("vectors");
  return Array.from({ length: count }, () => Float32Array.from({ length: width }, () => 0.1 * random()));
}

/**
 * Steps with a rule: the first entry cuts, the second harms, and what ran before makes the harm
 * worse.
 */
function steps(from: readonly Float32Array[], count: number, random: () => number): StepSample[] {
  const any = () => Math.floor(random() * from.length);
  return Array.from({ length: count }, () => {
    const sequence = Array.from({ length: Math.floor(random() * 4) }, any);
    const candidate = any();
    const [cuts, harms] = [from[candidate]![0]! * 3, from[candidate]![1]! * 0.5];
    const before = sequence.reduce((sum, s) => sum + from[s]![0]!, 0);
    return { sequence, candidate, arStep: -harms * (1 + 5 * before), prStep: cuts };
  });
}

test("its gradients are those of finite differences, LSTM, task and siblings included", () => {
  const small = vectors(6, 3);
  const evaluator = new StepEvaluator(small, [0.3], seeded(1)("weights"));
  const batch: StepSample[] = [
    { sequence: [], candidate: 0, arStep: -0.03, prStep: 0.2 },
    { sequence: [2, 1], candidate: 3, arStep: 0.01, prStep: 0.1 },
    { sequence: [2, 1], candidate: 4, arStep: -0.9, prStep: 0.4 },
    { sequence: [5], candidate: 5, arStep: 0, prStep: -0.1 },
  ];
  evaluator.train(batch, 3, seeded(1)("order"));
  evaluator.gradients(batch);
  const gathered = evaluator.weights.map(({ values, gradients }) => ({ values, gradients: gradients.slice() }));
  expectGradients(gathered, () => evaluator.gradients(batch) / batch.length, 41);
});

test("it learns a rule from 60 steps well enough to order unseen ones", () => {
  const known = vectors(100, 8);
  const random = seeded(2)("steps");
  const [seen, unseen] = [steps(known, 60, random), steps(known, 200, random)];
  const evaluator = new StepEvaluator(known, task, seeded(2)("weights"));
  const error = (samples: readonly StepSample[], of: "arStep" | "prStep", predict: (s: StepSample) => number) =>
    samples.reduce((sum, sample) => sum + (predict(sample) - sample[of]) ** 2, 0);
  const untrained = evaluator.train(seen, 1, seeded(2)("order"));
  const trained = evaluator.train(seen, 120, seeded(2)("order"));
  expect(trained).toBeLessThan(untrained / 4);
  for (const of of ["arStep", "prStep"] as const) {
    const mean = unseen.reduce((sum, sample) => sum + sample[of], 0) / unseen.length;
    const ours = error(unseen, of, (s) => evaluator.predict(s.sequence)[of][s.candidate]!);
    expect(ours, of).toBeLessThan(0.5 * error(unseen, of, () => mean)); // explains more than half of the variance
  }
});

test("new units of the outputs leave every prediction as it was", () => {
  const known = vectors(20, 8);
  const evaluator = new StepEvaluator(known, task, seeded(3)("weights"));
  const before = evaluator.predict([1, 2]);
  evaluator.train(steps(known, 12, seeded(3)("steps")), 0, seeded(3)("order"));
  const after = evaluator.predict([1, 2]);
  for (let c = 0; c < 20; c++) {
    expect(after.arStep[c]).toBeCloseTo(before.arStep[c]!, 10);
    expect(after.prStep[c]).toBeCloseTo(before.prStep[c]!, 10);
  }
});

test("the same weights, samples and order give the same predictions; other weights give others", () => {
  const known = vectors(20, 8);
  const run = (seed: number) => {
    const evaluator = new StepEvaluator(known, task, seeded(seed)("weights"));
    evaluator.train(steps(known, 12, seeded(4)("steps")), 5, seeded(4)("order"));
    return evaluator.predict([3]).arStep;
  };
  expect(run(1)).toEqual(run(1));
  expect(run(1)).not.toEqual(run(2));
});
