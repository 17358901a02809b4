import { describe, expect, test } from "vitest";
import type { Candidate } from "../../search/index.ts";
import { type MeasuredStep, type StepModel, type StepState, unwarped } from "../../search/step-model.ts";
import { strategyIs } from "../ids.ts";

const start: StepState = { ar: 0, pr: 0, steps: [] };

/** Two methods of 20 strategies: A costs by its setting, B costs nothing and tuning gains a little. */
export const twoMethods: Candidate[] = Array.from({ length: 40 }, (_, i) => {
  const [method, place] = [i < 20 ? "A" : "B", (i % 20) / 19];
  return {
    id: strategyIs(`${method}(HP2=0.2,HP6=${place})`),
    ...{ method, settings: [place], share: 0.2, epochs: 0.1 },
    vector: Float32Array.of(i < 20 ? 1 : -1, place),
  };
});

/** What a strategy of `twoMethods` does, twice as much when something ran before. */
function changeOf({ state, candidate }: Omit<MeasuredStep, "change">): number {
  const place = (candidate % 20) / 19;
  return (candidate < 20 ? -0.2 * place : 0.01) * (state.steps.length > 0 ? 2 : 1);
}

const measured = (state: StepState, candidate: number): MeasuredStep => ({
  ...{ state, candidate, change: changeOf({ state, candidate }) },
});

/** What every model of steps keeps. */
export function stepModelContract(name: string, make: (candidates: readonly Candidate[], seed: number) => StepModel) {
  const fitted = (steps: readonly MeasuredStep[], seed = 1, rounds = 30) => {
    const model = make(twoMethods, seed);
    for (const step of steps) model.observe(step);
    for (let round = 0; round < rounds; round++) model.fit(steps.map((_, i) => i));
    return model;
  };
  const after: StepState = { ar: 0.01, pr: 0.2, steps: [25] };
  const seen = [0, 4, 8, 12, 16, 19, 20, 25, 30, 35].flatMap((c) => [measured(start, c), measured(after, c)]);

  describe(`${name} keeps the contract of a model of steps`, () => {
    test("before anything was measured it predicts, without NaN, and is unsure", () => {
      const model = make(twoMethods, 1);
      model.fit([]);
      expect(model.size).toBe(0);
      const { mean, deviation } = model.predict(start);
      expect(mean).toHaveLength(40);
      expect(mean.every(Number.isFinite)).toBe(true);
      expect(deviation(3)).toBeGreaterThan(0.5);
    });

    test("it orders unseen steps as they are", () => {
      const { mean } = fitted(seen).predict(start);
      for (const c of [2, 6, 10, 14, 18]) expect(mean[c]!).toBeLessThan(mean[22]!); // A costs, B does not
      expect(mean[2]!).toBeGreaterThan(mean[10]!);
      expect(mean[10]!).toBeGreaterThan(mean[18]!);
    });

    test("it is surer of what it measured than of what it did not", () => {
      const model = fitted(seen.filter(({ candidate }) => candidate < 20));
      const { deviation } = model.predict(start);
      expect(deviation(8)).toBeLessThan(deviation(38));
    });

    test("steps that are not named in fit do not count", () => {
      const model = make(twoMethods, 1);
      for (const step of seen) model.observe(step);
      expect(model.size).toBe(seen.length);
      model.fit([0]);
      const alone = make(twoMethods, 1);
      alone.observe(seen[0]!);
      alone.fit([0]);
      expect(model.predict(after).mean).toEqual(alone.predict(after).mean);
    });

    test.each([
      0,
      12,
      seen.length,
    ])("after %i steps, one that is believed to do what is expected of it makes surer, and changes no mean", (count) => {
      const used = seen.slice(0, count).map((_, i) => i);
      const model = make(twoMethods, 1);
      for (const step of seen.slice(0, count)) model.observe(step);
      model.fit(used);
      const before = model.predict(after);
      const unsure = [7, 38].map((c) => before.deviation(c));
      const believed = [7, 38].map((candidate) => ({
        ...{ state: after, candidate, change: unwarped(before.mean[candidate]!) },
      }));
      for (const n of [1, 2]) {
        model.fit(used, believed.slice(0, n));
        const { mean, deviation } = model.predict(after);
        for (const [c, value] of mean.entries()) expect(value).toBeCloseTo(before.mean[c]!, 6);
        for (const i of [0, 1].slice(0, n)) expect(deviation([7, 38][i]!)).toBeLessThan(unsure[i]!);
      }
      expect(model.size).toBe(count);
    });

    test("what was believed is forgotten by the next fit", () => {
      const believed = [{ state: start, candidate: 30, change: -0.5 }];
      const predictions = (believes: boolean) => {
        const model = make(twoMethods, 1);
        if (believes) model.fit([], believed);
        for (const step of seen) model.observe(step);
        model.fit([0, 1, 2]);
        if (believes) model.fit([0, 1, 2], believed);
        model.fit([0, 1, 2, 3]);
        const { mean, deviation } = model.predict(after);
        return [...mean, deviation(1), deviation(39)];
      };
      expect(predictions(true)).toEqual(predictions(false));
    });

    test("the same steps and seed give the same predictions", () => {
      const predictions = () => {
        const { mean, deviation } = fitted(seen, 3, 3).predict(after);
        return [...mean, deviation(1), deviation(39)];
      };
      expect(predictions()).toEqual(predictions());
    });
  });
}
