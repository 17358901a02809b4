import fc from "fast-check";
import { expect, test } from "vitest";
import type { Ball } from "../../embed/ball.ts";
import { startOptimiser, trainEpoch } from "../../embed/epoch.ts";
import { drawNegatives } from "../../embed/negatives.ts";
import { distance, distancesTo, projectEntities, rankingLoss, startTransR, type TransR } from "../../embed/transr.ts";
import { groupTriples, nameTriples } from "../../embed/triples.ts";
import { smallGraph } from "./small-graph.ts";
import { sources } from "./sources.ts";
import { type Fact, slowDistance, slowLoss, slowProjection } from "./transr-reference.ts";

const triples = groupTriples(smallGraph(), nameTriples(smallGraph()));
const relationCount = triples.names.relations.length;
const entityCount = triples.names.entities.length;

/**
 * A model away from its start: projections that are no identity, some projected vectors inside the
 * ball and some beyond it.
 */
function someModel(seed: number, dim: number, ball: Ball): TransR {
  const random = sources(seed)("model");
  const model = startTransR(entityCount, relationCount, dim, random, ball);
  model.projections.forEach((_, i) => {
    model.projections[i]! += 0.8 * (random() - 0.5);
  });
  model.entities.forEach((_, i) => {
    model.entities[i]! *= 0.5 + random();
  });
  return model;
}

function someBatch(seed: number, relation: number, positives: number, negatives: number) {
  const random = sources(seed)("batch");
  const { heads, tails } = triples.facts[relation]!;
  const rows = Int32Array.from({ length: positives }, () => Math.floor(random() * heads.length));
  const headsOf = rows.map((row) => heads[row]!);
  const tailsOf = rows.map((row) => tails[row]!);
  const batch = drawNegatives(triples, relation, headsOf, tailsOf, { negatives, anyLabel: 0.5, loops: 0.1 }, random);
  const pairs: [Fact, Fact][] = [];
  for (let i = 0; i < positives; i++) {
    for (let j = i * negatives; j < (i + 1) * negatives; j++) {
      if (batch.falseHeads[j]! < 0) continue;
      const no = [batch.entities[batch.falseHeads[j]!]!, batch.entities[batch.falseTails[j]!]!] as const;
      pairs.push([
        [relation, headsOf[i]!, tailsOf[i]!],
        [relation, ...no],
      ]);
    }
  }
  return { batch, pairs };
}

const cases = fc.record({
  seed: fc.integer(),
  dim: fc.integer({ min: 1, max: 9 }),
  relation: fc.nat(relationCount - 1),
  ball: fc.constantFrom<Ball>(1, 2),
});

test("projections and distances are those of the definition", () => {
  fc.assert(
    fc.property(cases, ({ seed, dim, relation, ball }) => {
      const model = someModel(seed, dim, ball);
      const everyone = Int32Array.from({ length: entityCount }, (_, i) => i);
      const p = new Float64Array(entityCount * dim);
      projectEntities(model, relation, everyone, entityCount, p, new Float64Array(entityCount));
      const [head, tail] = [3, entityCount - 2];
      slowProjection(model, relation, head).forEach((value, d) => {
        expect(p[head * dim + d]).toBeCloseTo(value, 12);
      });
      const place = Float64Array.from(
        { length: dim },
        (_, d) => p[head * dim + d]! + model.relations[relation * dim + d]!,
      );
      const all = new Float64Array(entityCount);
      distancesTo(place, p, all);
      const slow = slowDistance(model, [relation, head, tail]);
      expect(distance(p, head, model.relations, relation, tail, dim)).toBeCloseTo(slow, 12);
      expect(all[tail]).toBeCloseTo(slow, 12);
      const upTo = new Float64Array(entityCount);
      distancesTo(place, p, upTo, slow);
      all.forEach((value, e) => {
        if (value <= slow) expect(upTo[e]).toBe(value);
        else expect(upTo[e]).toBeGreaterThan(slow);
      });
    }),
    { numRuns: 30 },
  );
});

test("the loss of a batch is that of its pairs, one at a time", () => {
  fc.assert(
    fc.property(cases, ({ seed, dim, relation, ball }) => {
      const model = someModel(seed, dim, ball);
      const { batch, pairs } = someBatch(seed, relation, 7, 5);
      const gradient = roomFor(dim, batch.entityCount);
      expect(rankingLoss(model, batch, 2, gradient)).toBeCloseTo(slowLoss(model, pairs, 2), 10);
    }),
    { numRuns: 20 },
  );
});

const seedsAndBalls = [1, 2, 3, 4, 5].flatMap((seed) => ([1, 2] as const).map((ball) => [seed, ball] as const));

test.each(
  seedsAndBalls,
)("the gradient is the slope of the slow loss, in every parameter (seed %i, ball of norm %i)", (seed, ball) => {
  const dim = 5;
  const relation = seed % relationCount;
  const model = someModel(seed, dim, ball);
  const { batch, pairs } = someBatch(seed, relation, 6, 4);
  const gradient = roomFor(dim, batch.entityCount);
  expect(rankingLoss(model, batch, 2, gradient)).toBeGreaterThan(0);

  const slope = (values: Float64Array, at: number) => {
    const step = 1e-6;
    const kept = values[at]!;
    values[at] = kept + step;
    const above = slowLoss(model, pairs, 2);
    values[at] = kept - step;
    const below = slowLoss(model, pairs, 2);
    values[at] = kept;
    return (above - below) / (2 * step);
  };
  for (let i = 0; i < batch.entityCount; i++) {
    for (let d = 0; d < dim; d++) {
      expect(gradient.entities[i * dim + d]).toBeCloseTo(slope(model.entities, batch.entities[i]! * dim + d), 6);
    }
  }
  for (let d = 0; d < dim; d++) {
    expect(gradient.relation[d]).toBeCloseTo(slope(model.relations, relation * dim + d), 6);
  }
  for (let d = 0; d < dim * dim; d++) {
    expect(gradient.projection[d]).toBeCloseTo(slope(model.projections, relation * dim * dim + d), 6);
  }
  expect(gradient.projection.some((value) => Math.abs(value) > 1e-3)).toBe(true);
});

test.each([
  1, 2,
] as const)("after an epoch all is in the unit ball of norm %i, and the projections have moved", (ball) => {
  const dim = 8;
  const random = sources(4)("epoch");
  const model = startTransR(entityCount, relationCount, dim, random, ball);
  const how = { batchSize: 32, negatives: 4, anyLabel: 0.5, loops: 0.1, margin: 2, moveProjections: true };
  trainEpoch(model, startOptimiser(model, 0.05), triples, how, random);
  const longest = (rows: Float64Array) => {
    let most = 0;
    for (let i = 0; i < rows.length; i += dim) {
      const row = [...rows.subarray(i, i + dim)].map(Math.abs);
      most = Math.max(most, ball === 1 ? row.reduce((sum, value) => sum + value, 0) : Math.hypot(...row));
    }
    return most;
  };
  expect(longest(model.entities)).toBeLessThanOrEqual(1 + 1e-12);
  expect(longest(model.relations)).toBeLessThanOrEqual(1 + 1e-12);
  const everyone = Int32Array.from({ length: entityCount }, (_, i) => i);
  for (let relation = 0; relation < relationCount; relation++) {
    const p = new Float64Array(entityCount * dim);
    projectEntities(model, relation, everyone, entityCount, p, new Float64Array(entityCount));
    expect(longest(p)).toBeLessThanOrEqual(1 + 1e-12);
    const identity = startTransR(1, 1, dim, random).projections;
    const own = model.projections.subarray(relation * dim * dim, (relation + 1) * dim * dim);
    expect(own.some((value, i) => Math.abs(value - identity[i]!) > 1e-3)).toBe(true);
  }
});

test("with projections held still an epoch is TransE", () => {
  const random = sources(4)("epoch");
  const model = startTransR(entityCount, relationCount, 6, random);
  const before = model.projections.slice();
  const how = { batchSize: 32, negatives: 4, anyLabel: 0.5, loops: 0.1, margin: 2, moveProjections: false };
  trainEpoch(model, startOptimiser(model, 0.05), triples, how, random);
  expect(model.projections).toEqual(before);
});

function roomFor(dim: number, entities: number) {
  return {
    entities: new Float64Array(entities * dim),
    relation: new Float64Array(dim),
    projection: new Float64Array(dim * dim),
  };
}
