import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { boostTrees, type Growing, predictTrees } from "../../../../server/bench/compressbench/boosted-trees.ts";
import { randomness } from "../../../../server/randomness.ts";

const whole: Growing = { trees: 1, depth: 1, shrinkage: 1, leastInLeaf: 1, subsample: 1 };
const samples = fc.array(
  fc.record({
    input: fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 })).map((of) => Float32Array.from(of)),
    target: fc.double({ min: -1, max: 1, noNaN: true }),
  }),
  { minLength: 2, maxLength: 20 },
);
const inputsOf = (of: { input: Float32Array }[]) => of.map(({ input }) => input);
const targetsOf = (of: { target: number }[]) => of.map(({ target }) => target);
const error = (said: number[], targets: number[]) => said.reduce((sum, each, i) => sum + (each - targets[i]!) ** 2, 0);

describe("boosted trees", () => {
  test("one question of one tree is the best that a slow search over all questions finds", () => {
    fc.assert(
      fc.property(samples, (of) => {
        const [inputs, targets] = [inputsOf(of), targetsOf(of)];
        const trees = boostTrees(inputs, targets, () => 0, whole);
        const ours = error(
          inputs.map((input) => predictTrees(trees, input)),
          targets,
        );
        expect(ours).toBeLessThanOrEqual(slowlyBest(inputs, targets) + 1e-5);
      }),
    );
  });

  test("more trees never fit what was seen worse", () => {
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 4 }), (of, depth) => {
        const [inputs, targets] = [inputsOf(of), targetsOf(of)];
        let last = Number.POSITIVE_INFINITY;
        for (const trees of [0, 1, 5, 20]) {
          const grown = boostTrees(inputs, targets, () => 0, { ...whole, trees, depth, shrinkage: 0.5 });
          const said = inputs.map((input) => predictTrees(grown, input));
          expect(error(said, targets)).toBeLessThanOrEqual(last + 1e-6);
          last = error(said, targets);
        }
      }),
    );
  });

  test("the same seed grows the same trees, and every leaf has as many samples as asked", () => {
    const draw = randomness(3)("samples");
    const inputs = Array.from({ length: 80 }, () => Float32Array.from([draw(), draw(), draw()]));
    const targets = inputs.map(([a, b]) => (a! > 0.5 ? b! : 0));
    const growing = { trees: 30, depth: 3, shrinkage: 0.3, leastInLeaf: 5, subsample: 1 };
    const first = boostTrees(inputs, targets, randomness(1)("grow"), growing);
    expect(boostTrees(inputs, targets, randomness(1)("grow"), growing)).toEqual(first);
    for (const tree of first.trees) {
      const reached = new Map<number, number>();
      for (const input of inputs) {
        let at = 0;
        while (tree[at]!.feature >= 0)
          at = input[tree[at]!.feature]! <= tree[at]!.threshold ? tree[at]!.low : tree[at]!.high;
        reached.set(at, (reached.get(at) ?? 0) + 1);
      }
      for (const [at, { feature }] of tree.entries())
        if (feature < 0) expect(reached.get(at)).toBeGreaterThanOrEqual(5);
    }
  });
});

/** The least squared error of one question, tried one by one. */
function slowlyBest(inputs: readonly Float32Array[], targets: readonly number[]): number {
  const around = (values: number[]) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  };
  let best = around([...targets]);
  for (const feature of [0, 1]) {
    for (const { [feature]: threshold } of inputs) {
      const low = targets.filter((_, at) => inputs[at]![feature]! <= threshold!);
      const high = targets.filter((_, at) => inputs[at]![feature]! > threshold!);
      if (low.length > 0 && high.length > 0) best = Math.min(best, around(low) + around(high));
    }
  }
  return best;
}
