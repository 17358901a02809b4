import { describe, expect, test } from "vitest";
import { groupExperience, strategiesIn } from "../../embed/agreement.ts";
import { type Ball, clipRow, unclipRow } from "../../embed/ball.ts";
import { setRate, startOptimiser, trainEpoch } from "../../embed/epoch.ts";
import {
  emptyGradient,
  experienceLoss,
  experienceStep,
  startExperienceOptimiser,
  startNet,
} from "../../embed/experience.ts";
import { fitTransR } from "../../embed/fit.ts";
import { drawNegatives } from "../../embed/negatives.ts";
import { partsOf, sumsOf } from "../../embed/parts.ts";
import { addUp, slopesOfParts } from "../../embed/sums.ts";
import { fitTaskScale, taskVector } from "../../embed/task.ts";
import { rankingLoss, startTransR } from "../../embed/transr.ts";
import { groupTriples, nameTriples } from "../../embed/triples.ts";
import { smallGraph, someExperience } from "./small-graph.ts";
import { sources } from "./sources.ts";

const names = nameTriples(smallGraph());
const triples = groupTriples(smallGraph(), names);
const parts = partsOf(triples);
const sums = sumsOf(triples, parts);
const dim = 5;

/** Some sums within the ball and some on it. */
function someModel(seed: number, ball: Ball) {
  const random = sources(seed)("model");
  const model = startTransR(names.entities.length, names.relations.length, dim, random, ball, parts.rows.length);
  model.parts.forEach((_, i) => {
    model.parts[i]! *= 0.6 + random();
  });
  addUp(model, sums);
  return model;
}

/** dL/d part by central differences; `loss` reads the model's vectors. */
function slopeOf(model: ReturnType<typeof someModel>, at: number, loss: () => number): number {
  const step = 1e-6;
  const kept = model.parts[at]!;
  const lossAt = (value: number) => {
    model.parts[at] = value;
    addUp(model, sums);
    return loss();
  };
  const slope = (lossAt(kept + step) - lossAt(kept - step)) / (2 * step);
  lossAt(kept);
  return slope;
}

const seedsAndBalls = [1, 2, 3].flatMap((seed) => ([1, 2] as const).map((ball) => [seed, ball] as const));

describe.each(seedsAndBalls)("gradients are slopes (seed %i, ball of norm %i)", (seed, ball) => {
  test("of a row in its ball", () => {
    const random = sources(seed)("row");
    for (const size of [0.5, 3]) {
      const raw = Float64Array.from({ length: dim }, () => size * (random() - 0.5));
      const weights = raw.map(() => random() - 0.5);
      const value = (values: Float64Array) => {
        const own = values.slice();
        clipRow(own, 0, dim, ball);
        return own.reduce((sum, each, d) => sum + weights[d]! * each, 0);
      };
      const [clipped, slopes] = [raw.slice(), weights.slice()];
      unclipRow(clipped, 0, clipRow(clipped, 0, dim, ball), slopes, 0, dim, ball);
      slopes.forEach((slope, d) => {
        const moved = (by: number) => value(raw.map((each, i) => each + (i === d ? by : 0)));
        expect(slope).toBeCloseTo((moved(1e-6) - moved(-1e-6)) / 2e-6, 7);
      });
    }
  });

  test("of TransR's loss, in every part", () => {
    const model = someModel(seed, ball);
    const lengths = [...sums.lengths].filter((length) => length > 0);
    expect(lengths.some((length) => length > 1)).toBe(true);
    const relation = names.relations.indexOf(seed === 1 ? "OF_METHOD" : "WITH_SETTING");
    const { heads, tails } = triples.facts[relation]!;
    const how = { negatives: 4, anyLabel: 0.5, loops: 0.1 };
    const batch = drawNegatives(triples, relation, heads.slice(0, 9), tails.slice(0, 9), how, sources(seed)("batch"));
    const buffers = () => ({
      entities: new Float64Array(batch.entityCount * dim),
      relation: new Float64Array(dim),
      projection: new Float64Array(dim * dim),
    });
    const gradient = buffers();
    rankingLoss(model, batch, 2, gradient);
    const [found, touched] = [new Float64Array(model.parts.length), new Uint8Array(parts.rows.length)];
    slopesOfParts(model, sums, batch.entities, batch.entityCount, gradient.entities, found, touched);
    found.forEach((value, at) => {
      expect(value).toBeCloseTo(
        slopeOf(model, at, () => rankingLoss(model, batch, 2, buffers())),
        6,
      );
      if (value !== 0) expect(touched[Math.floor(at / dim)]).toBe(1);
    });
    expect(found.some((value) => Math.abs(value) > 1e-3)).toBe(true);
  });

  test("of Eq. 3, in every part", () => {
    const model = someModel(seed, ball);
    const scale = fitTaskScale(someExperience.map(({ task }) => task));
    const { groups } = groupExperience(someExperience, triples, ({ task }) => taskVector(task, scale));
    const strategies = strategiesIn(groups, names);
    const net = startNet(dim, 6, sources(seed)("net"));
    net.output.forEach((_, i) => {
      net.output[i]! *= 10;
    });
    const gradient = emptyGradient(net, strategies.length);
    const loss = () => experienceLoss(net, model.entities, groups, strategies, gradient);
    loss();
    const [found, touched] = [new Float64Array(model.parts.length), new Uint8Array(parts.rows.length)];
    const slopes = gradient.rows.slice();
    slopesOfParts(model, sums, strategies, strategies.length, slopes, found, touched);
    found.forEach((value, at) => {
      expect(value).toBeCloseTo(slopeOf(model, at, loss), 7);
    });
    expect(found.some((value) => Math.abs(value) > 1e-4)).toBe(true);
  });
});

const longest = (rows: Float64Array) =>
  Math.max(...Array.from({ length: rows.length / dim }, (_, i) => Math.hypot(...rows.slice(i * dim, (i + 1) * dim))));

test("an epoch moves parts and what is no sum, adds all sums up, and stays in the ball", () => {
  const model = someModel(1, 2);
  const before = structuredClone(model);
  const how = { batchSize: 32, negatives: 4, anyLabel: 0.5, loops: 0.1, margin: 2, moveProjections: true, sums };
  trainEpoch(model, startOptimiser(model, 0.05), triples, how, sources(1)("epoch"));
  expect(model.parts).not.toEqual(before.parts);
  expect(longest(model.parts)).toBeLessThanOrEqual(1 + 1e-12);
  expect(longest(model.entities)).toBeLessThanOrEqual(1 + 1e-12);
  const written = model.entities.slice();
  addUp(model, sums);
  expect(model.entities).toEqual(written);
});

test("what is frozen does not move, be it entity or part", () => {
  const model = someModel(2, 2);
  const before = structuredClone(model);
  const isSfp = (name: string) => name.includes("SFP");
  const frozen = {
    entities: Uint8Array.from(names.entities, (name) => (isSfp(name) ? 0 : 1)),
    parts: Uint8Array.from(parts.rows, (name) => (isSfp(name) ? 0 : 1)),
  };
  const own = sumsOf(triples, parts, (entity) => !frozen.entities[entity]);
  const how = { batchSize: 32, negatives: 4, anyLabel: 0.5, loops: 0.1, margin: 2, moveProjections: true };
  const optimiser = startOptimiser(model, 0.01);
  setRate(optimiser, 0.05);
  trainEpoch(model, optimiser, triples, { ...how, sums: own, frozen }, sources(1)("epoch"));
  const same = (table: "entities" | "parts", row: number) =>
    expect(model[table].slice(row * dim, (row + 1) * dim)).toEqual(before[table].slice(row * dim, (row + 1) * dim));
  names.entities.forEach((name, row) => {
    if (!isSfp(name)) same("entities", row);
  });
  parts.rows.forEach((name, row) => {
    if (!isSfp(name)) same("parts", row);
  });
  expect(model.parts).not.toEqual(before.parts);
  expect(model.relations).toEqual(before.relations);
});

test("NN_exp's steps bring its error down through the parts", () => {
  const model = someModel(3, 2);
  const scale = fitTaskScale(someExperience.map(({ task }) => task));
  const { groups } = groupExperience(someExperience, triples, ({ task }) => taskVector(task, scale));
  const strategies = strategiesIn(groups, names);
  const net = startNet(dim, 8, sources(3)("net"));
  const sizes = { entities: names.entities.length, parts: parts.rows.length };
  const optimiser = startExperienceOptimiser(net, sizes, 0.01);
  const gradient = emptyGradient(net, strategies.length);
  const before = model.parts.slice();
  const step = () => experienceStep(net, optimiser, model, groups, strategies, gradient, sums);
  const first = step();
  let last = first;
  for (let i = 0; i < 300; i++) last = step();
  expect(last).toBeLessThan(0.6 * first);
  expect(model.parts).not.toEqual(before);
  expect(longest(model.parts)).toBeLessThanOrEqual(1 + 1e-12);
});

test("TransR alone has sums where parts are named, and rows of its own otherwise, as other implementations do", async () => {
  const fitted = (own?: typeof parts) => fitTransR(triples, { dim, epochs: 1 }, { random: sources(1) }, own);
  const [alone, summed] = [await fitted(), await fitted(parts)];
  expect(alone.parts).toHaveLength(0);
  const written = summed.entities.slice();
  addUp(summed, sums);
  expect(summed.entities).toEqual(written);
  addUp(alone, sumsOf(triples, { rows: [], scales: new Map() }));
  expect(alone.entities.every(Number.isFinite)).toBe(true);
});
