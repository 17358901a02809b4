import { expect, test } from "vitest";
import { type ExperienceGroup, groupExperience, strategiesIn } from "../../embed/agreement.ts";
import {
  emptyGradient,
  experienceLoss,
  experienceStep,
  layerNames,
  predictOutcome,
  startExperienceOptimiser,
  startNet,
} from "../../embed/experience.ts";
import { fitTaskScale, paperTaskScale, taskVector } from "../../embed/task.ts";
import { startTransR } from "../../embed/transr.ts";
import { groupTriples, nameTriples, partitionTriples } from "../../embed/triples.ts";
import { resnet56, smallGraph, someExperience, vgg16 } from "./small-graph.ts";
import { sources } from "./sources.ts";

const names = nameTriples(smallGraph());
const triples = groupTriples(smallGraph(), names);
const scale = fitTaskScale(someExperience.map(({ task }) => task));
const { groups } = groupExperience(someExperience, triples, ({ task }) => taskVector(task, scale));
const strategies = strategiesIn(groups, names);

/**
 * Equation 3 as it is written: every result, every strategy that agrees with it, one forward pass
 * each.
 */
function slowLoss(
  net: Parameters<typeof predictOutcome>[0],
  vectors: Float64Array,
  all: readonly ExperienceGroup[],
): number {
  let [sum, results] = [0, 0];
  for (const { strategies: agreeing, task, share, outcomes } of all) {
    for (const [ar, pr] of outcomes) {
      results++;
      for (const entity of agreeing) {
        const vector = vectors.subarray(entity * net.dim, (entity + 1) * net.dim);
        const [arSeen, prSeen] = predictOutcome(net, vector, task, share);
        const distance = Math.sqrt((arSeen - ar) ** 2 + (prSeen - pr) ** 2 + 1e-6) - 1e-3;
        sum += distance / agreeing.length;
      }
    }
  }
  return sum / results;
}

function some(seed: number) {
  const net = startNet(6, 5, sources(seed)("net"));
  const random = sources(seed)("output");
  for (const name of ["hiddenBias", "output", "outputBias"] as const) {
    net[name].forEach((_, i) => {
      net[name][i] = random() - 0.5;
    });
  }
  const { entities } = startTransR(names.entities.length, 1, 6, sources(seed)("vectors"));
  return { net, vectors: entities, gradient: emptyGradient(net, strategies.length) };
}

test("NN_exp that has learnt nothing expects the PR that was asked for", () => {
  const { net, vectors } = some(1);
  net.output.fill(0);
  net.outputBias.fill(0);
  for (const share of [0.04, 0.4, 0.7]) {
    expect(predictOutcome(net, vectors.subarray(0, 6), taskVector(vgg16, scale), share)).toEqual([0, share]);
  }
});

test("a row speaks for every strategy that agrees with all it states, and for no other", () => {
  const { groups: found, unmatched } = groupExperience(
    [
      ...someExperience,
      { ...someExperience[0]!, settings: { HP2: 0.4, HP6: 0.9 } },
      { ...someExperience[0]!, settings: { HP2: 0.5 } },
      { ...someExperience[0]!, methodId: "FPGM" },
      { ...someExperience[0]!, share: 0.36 },
    ],
    triples,
    ({ task }) => taskVector(task, scale),
  );
  expect(found.map(({ strategies: agreeing, outcomes }) => [agreeing.length, outcomes.length])).toEqual([
    [10, 1],
    [10, 1],
    [15, 1],
    [15, 1],
    [50, 1],
    [75, 1],
    [5, 1],
    [10, 1],
  ]);
  expect(unmatched).toBe(2);
  const ids = [...found[6]!.strategies].map((entity) => names.entities[entity]!);
  expect(ids.every((id) => id.startsWith("Strategy:NS(") && id.includes("HP2=0.4,") && id.includes("HP6=0.9"))).toBe(
    true,
  );
});

test("what is held out of the triples does not come back through experience", () => {
  const method = names.relations.indexOf("OF_METHOD");
  const [, kept] = partitionTriples(triples, (relation, row) => relation === method && row === 0);
  const { groups: fewer } = groupExperience(someExperience, kept, ({ task }) => taskVector(task, scale));
  const before = groups.reduce((sum, group) => sum + group.strategies.length, 0);
  expect(fewer.reduce((sum, group) => sum + group.strategies.length, 0)).toBeLessThan(before);
});

test("the loss is Eq. 3, row by row and strategy by strategy", () => {
  for (const seed of [1, 2, 3]) {
    const { net, vectors, gradient } = some(seed);
    const fast = experienceLoss(net, vectors, groups, strategies, gradient);
    expect(fast).toBeCloseTo(slowLoss(net, vectors, groups), 12);
  }
});

test.each([1, 2, 3])("the gradient is the slope of the slow loss, for weights and vectors (seed %i)", (seed) => {
  const { net, vectors, gradient } = some(seed);
  experienceLoss(net, vectors, groups, strategies, gradient);
  const slope = (values: Float64Array, at: number) => {
    const step = 1e-6;
    const kept = values[at]!;
    values[at] = kept + step;
    const above = slowLoss(net, vectors, groups);
    values[at] = kept - step;
    const below = slowLoss(net, vectors, groups);
    values[at] = kept;
    return (above - below) / (2 * step);
  };
  for (const name of layerNames) {
    gradient[name].forEach((value, at) => {
      expect(value, `${name}[${at}]`).toBeCloseTo(slope(net[name], at), 7);
    });
    expect(gradient[name].some((value) => Math.abs(value) > 1e-4)).toBe(true);
  }
  for (let i = 0; i < strategies.length; i += 7) {
    for (let d = 0; d < net.dim; d++) {
      expect(gradient.rows[i * net.dim + d]).toBeCloseTo(slope(vectors, strategies[i]! * net.dim + d), 7);
    }
  }
  expect(gradient.rows.some((value) => Math.abs(value) > 1e-5)).toBe(true);
});

test("steps bring the error down, keep vectors in the unit ball, and leave other entities alone", () => {
  const { net, vectors, gradient } = some(5);
  const before = vectors.slice();
  const optimiser = startExperienceOptimiser(net, { entities: names.entities.length, parts: 0 }, 0.01);
  const model = { dim: 6, entities: vectors, parts: new Float64Array(0), ball: 2 } as const;
  const step = () => experienceStep(net, optimiser, model, groups, strategies, gradient);
  const first = step();
  let last = first;
  for (let i = 0; i < 300; i++) last = step();
  expect(last).toBeLessThan(0.5 * first);
  const moved = new Set(strategies);
  for (let entity = 0; entity < names.entities.length; entity++) {
    const row = vectors.subarray(entity * 6, (entity + 1) * 6);
    expect(Math.hypot(...row)).toBeLessThanOrEqual(1 + 1e-12);
    if (!moved.has(entity)) expect(row).toEqual(before.subarray(entity * 6, (entity + 1) * 6));
  }
});

test("tasks are scaled around 0, an unknown accuracy is the mean, and a feature that never differs is left at its own size", () => {
  const [a, b] = [taskVector(resnet56, scale), taskVector(vgg16, scale)];
  a.forEach((value, i) => {
    expect(value + b[i]!).toBeCloseTo(0, 12); // two tasks stand on either side of their mean
  });
  expect(a[0]).toBeCloseTo(-1, 12);
  expect(a[1]).toBeCloseTo(0, 12);
  expect(taskVector({ ...resnet56, imageSize: 320 }, scale)[1]).toBeCloseTo(1, 12); // a decade
  expect(taskVector({ ...resnet56, accuracy: null }, scale)[6]).toBe(0);
  expect(taskVector(resnet56).every((value) => Math.abs(value) < 3)).toBe(true);
});

test("a feature that a task lacks is left out of the scale, and is the mean where a network sees it", () => {
  const unknown = { ...vgg16, parameters: null, flops: null, imageSize: null };
  const mixed = fitTaskScale([resnet56, unknown]);
  const alone = fitTaskScale([resnet56]);
  for (const feature of [1, 4, 5]) {
    expect(mixed.mean[feature]).toBe(alone.mean[feature]);
    expect(mixed.spread[feature]).toBe(alone.spread[feature]);
  }
  expect(mixed.mean[0]).toBeCloseTo(1.5, 12); // both have categories
  expect(taskVector(unknown, mixed).map((value, i) => ([1, 4, 5].includes(i) ? value : 0))).toEqual(Array(7).fill(0));
  expect(taskVector(unknown, mixed)[0]).toBeCloseTo(1, 12);
  const none = { categories: null, imageSize: null, channels: null, dataAmount: null, parameters: null, flops: null };
  expect(fitTaskScale([{ ...none, accuracy: null }])).toEqual(paperTaskScale);
  expect(taskVector({ ...none, accuracy: null })).toEqual(Array(7).fill(0));
});
