import { expect, test } from "vitest";
import type { Step } from "../../../graph/index.ts";
import { candidatesOf } from "../../../server/study/candidates.ts";
import { strategyIs } from "../../ids.ts";

const prune: Step = { operator: "prune", params: { score: "l1", remove: 0.2 } };
const strategies = [
  {
    id: strategyIs("A(HP2=0.2,HP6=low)"),
    ...{
      methodId: "A",
      settings: { HP2: 0.2, HP6: "low" },
      steps: [prune, { operator: "fineTune", params: { epochs: 0.1 } }],
    },
  },
  {
    id: strategyIs("A(HP2=0.4,HP6=high)"),
    ...{ methodId: "A", settings: { HP2: 0.4, HP6: "high" }, steps: [{ ...prune, params: { remove: 0.4 } }] },
  },
  {
    // Prunes, then decomposes, until 0.2 is met together.
    id: strategyIs("B(HP2=0.2)"),
    ...{ methodId: "B", settings: { HP2: 0.2 } },
    steps: [prune, { operator: "tucker2", params: { remove: 0.2 } }, { operator: "distill", params: { epochs: 0.3 } }],
  },
  { id: strategyIs("C()"), methodId: "C", settings: {}, steps: [{ operator: "quantize", params: { bits: 8 } }] },
  { id: strategyIs("D()"), methodId: "D", settings: {}, steps: [] },
];
const vectors = new Map(
  strategies.slice(0, 4).map(({ id }, at) => [`Strategy:${id}` as const, Float32Array.of(at, 1)]),
);

test("a strategy promises its largest removal, trains for all of its epochs, and needs a vector", () => {
  const candidates = candidatesOf(strategies, vectors);
  expect(candidates.map(({ id, method, share, epochs }) => [id, method, share, epochs])).toEqual([
    ["A(HP2=0.2,HP6=low)", "A", 0.2, 0.1],
    ["A(HP2=0.4,HP6=high)", "A", 0.4, 0],
    ["B(HP2=0.2)", "B", 0.2, 0.3],
    ["C()", "C", null, 0],
  ]);
  for (const candidate of candidates) expect(candidate).not.toHaveProperty("expected");
});

test("settings lie by rank among their method's values, words each by an entry of their own", () => {
  const [low, high, alone] = candidatesOf(strategies, vectors);
  expect(low!.settings).toEqual([0, 0, 0.6]);
  expect(high!.settings).toEqual([1, 0.6, 0]);
  expect(alone!.settings).toEqual([0]);
});

test("what NN_exp expects is asked for the task, the vector and the share", () => {
  const task = {
    ...{ categories: 10, imageSize: 32, channels: 3, dataAmount: 1000 },
    parameters: 10,
    flops: 20,
    accuracy: 0.9,
  };
  const predictor = {
    predict: (vector: Float32Array, of: typeof task, share: number) => ({
      ar: vector[0]! / 10 - share + of.accuracy,
      pr: 0,
    }),
  };
  const candidates = candidatesOf(strategies, vectors, { predictor: predictor as never, task });
  const expected = candidates.map((candidate) => candidate.expected!);
  for (const [i, value] of [0.7, 0.6, 0.9, 1.2].entries()) expect(expected[i]).toBeCloseTo(value, 12);
});

test("where no vectors are read, every strategy is a candidate", () => {
  const candidates = candidatesOf(strategies, undefined);
  expect(candidates.map(({ id }) => id)).toEqual(strategies.map(({ id }) => id));
  expect(candidates.map(({ share }) => share)).toEqual([0.2, 0.4, 0.2, null, null]);
});
