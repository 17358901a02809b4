import { deviation } from "d3-array";
import { randomLcg } from "d3-random";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type ChannelCut,
  countCost,
  dependencyGraph,
  type OperatorContext,
  removeChannels,
  scores,
} from "../../../compress/index.ts";
import { evolveRanking } from "../../../compress/operators/evolveRanking.ts";
import { candidateFitness } from "../../../compress/prune/candidate-fitness.ts";
import { evolveRankings, type Ranking, rankedScores } from "../../../compress/prune/ranking.ts";
import { chooseRounded, removalTarget } from "../../../compress/prune/removal.ts";
import { tf } from "../../../compress/tensorflow.ts";
import { smallContext } from "../../contracts/operator.ts";

const worth = new Map([
  ["first", Float64Array.of(1, 2, 4)],
  ["second", Float64Array.of(10, 30)],
  ["third", Float64Array.of(5, 5)],
]);
const plan = (candidates: number, more = {}) => ({ candidates, mutatedShare: 0.1, random: randomLcg(0.4), ...more });

/** A made-up fitness: how far the scales are from some that we know. */
const wanted = [0.2, 3, 1];
const offTarget = async ({ scale }: Ranking) =>
  scale.reduce((sum, value, g) => sum + Math.abs(Math.log(value) - Math.log(wanted[g]!)), 0);

describe("evolution", () => {
  test("the best is the least of all that were tried, never worse than the plain scores, which come first", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 60 }),
        fc.array(fc.double({ noNaN: true }), { minLength: 60, maxLength: 60 }),
        async (candidates, losses) => {
          const tried: Ranking[] = [];
          const { best, fitness, startFitness } = await evolveRankings(worth, plan(candidates), async (ranking, i) => {
            expect(i).toBe(tried.length);
            tried.push(ranking);
            return losses[i]!;
          });
          const least = Math.min(...losses.slice(0, candidates));
          expect(tried).toHaveLength(candidates);
          expect(fitness).toBe(least);
          expect(best).toBe(tried[losses.indexOf(least)]);
          expect(startFitness).toBe(losses[0]);
          expect([...tried[0]!.scale, ...tried[0]!.shift]).toEqual([1, 1, 1, 0, 0, 0]);
        },
      ),
    );
  });

  test("it gets nearer to what is fit than the same number of random rankings", async () => {
    const evolved = await evolveRankings(worth, plan(200, { population: 20, tournament: 5 }), offTarget);
    const drawn = await evolveRankings(worth, plan(200, { population: 200 }), offTarget);
    expect(evolved.fitness).toBeLessThan(drawn.fitness);
    expect(evolved.fitness).toBeLessThan(0.5 * evolved.startFitness);
  });

  test("a child changes its share of the groups of a living member, and the oldest dies", async () => {
    const groups = new Map(Array.from({ length: 20 }, (_, g) => [`g${g}`, Float64Array.of(g, 2 * g + 1)]));
    for (const [mutatedShare, changes] of [
      [0.1, 2],
      [0.5, 10],
      [0, 1],
    ] as const) {
      const tried: Ranking[] = [];
      await evolveRankings(groups, plan(60, { mutatedShare, population: 8, tournament: 2 }), async (ranking) => {
        const living = tried.slice(-8);
        if (tried.length >= 8) {
          const differing = living.map(({ scale }) => scale.filter((value, g) => value !== ranking.scale[g]).length);
          expect(Math.min(...differing)).toBe(changes);
        }
        tried.push(ranking);
        return tried.length; // later is worse
      });
    }
  });

  test("the larger the tournament, the more surely the fittest living member is the parent", async () => {
    const groups = new Map(Array.from({ length: 20 }, (_, g) => [`g${g}`, Float64Array.of(g, 2 * g + 1)]));
    const fittestParents = async (tournament: number) => {
      const living: { ranking: Ranking; loss: number }[] = [];
      let count = 0;
      await evolveRankings(groups, plan(100, { population: 8, tournament }), async (ranking, i) => {
        if (i >= 8) {
          const fittest = living.reduce((a, b) => (b.loss < a.loss ? b : a));
          if (fittest.ranking.scale.filter((value, g) => value !== ranking.scale[g]).length === 2) count++;
        }
        const loss = ranking.scale.reduce((sum, value) => sum + Math.abs(Math.log(value) - 1), 0);
        living.push({ ranking, loss });
        if (living.length > 8) living.shift();
        return loss;
      });
      return count;
    };
    expect(await fittestParents(100)).toBe(92);
    expect(await fittestParents(1)).toBeLessThan(60);
  });

  test("first scales are log-normal, first shifts as wide as the group's scores", async () => {
    const tried: Ranking[] = [];
    await evolveRankings(worth, plan(4001, { population: 4001 }), async (ranking) => tried.push(ranking));
    const random = tried.slice(1);
    [...worth.values()].forEach((values, g) => {
      expect(deviation(random, ({ scale }) => Math.log(scale[g]!))!).toBeCloseTo(1, 1);
      const spread = deviation(values) ?? 0;
      expect(Math.abs(deviation(random, ({ shift }) => shift[g]!)! - spread)).toBeLessThanOrEqual(0.05 * spread);
    });
  });
});

describe("evolveRanking", () => {
  const parse = (more: object) => evolveRanking.params.parse({ generations: 2, images: 24, remove: 0.3, ...more });
  async function run(model: tf.LayersModel, context: OperatorContext, more: object = {}) {
    const cuts: ChannelCut[] = [];
    const losses: number[] = [];
    const smaller = await evolveRanking.apply(model, parse(more), {
      ...context,
      onCuts: (made) => cuts.push(...made),
      report: ({ loss }) => losses.push(loss),
    });
    const left = countCost(smaller).parameters / context.original.parameters;
    const widths = dependencyGraph(smaller).groups.map(({ channels }) => channels);
    smaller.dispose();
    return { cuts, losses, left, widths };
  }

  test("ends fitter than the plain scores, or with them; progress tells the best so far of each candidate", async () => {
    const { model, context } = smallContext();
    const { cuts, losses } = await run(model, context(), { perGeneration: 3 });
    expect(losses.length).toBeLessThanOrEqual(24);
    expect(losses.length).toBeGreaterThan(8);
    for (const [i, loss] of losses.entries()) if (i > 0) expect(loss).toBeLessThanOrEqual(losses[i - 1]!);
    expect(losses.at(-1)!).toBeLessThan(losses[0]!);
    const graph = dependencyGraph(model);
    const plain = chooseRounded(graph, scores.l2Squared({ model, graph, random: Math.random }), {
      allocation: "global",
      atMostPerLayer: 0.9,
      ...removalTarget(graph, 0.3, context()),
    });
    expect(plain.cuts).not.toEqual(cuts);
    model.dispose();
  });

  test("every parameter has its effect, and holds", async () => {
    const { model, context } = smallContext();
    const base = { perGeneration: 4 };
    const usual = await run(model, context(), base);
    for (const more of [
      { score: "l1" },
      { generations: 0.25 },
      { perGeneration: 2 },
      { population: 1 },
      { images: 3 },
      { tuneSteps: 2 },
      { remove: 0.4 },
      { of: "flops" },
      { roundTo: 4 },
    ]) {
      const other = await run(model, context(), { ...base, ...more });
      expect([more, other.losses, other.cuts]).not.toEqual([more, usual.losses, usual.cuts]);
    }
    const draws = async (more: object) => {
      const work = context();
      let count = 0;
      const random = () => {
        count++;
        return work.random();
      };
      await run(model, { ...work, random }, { ...base, ...more });
      return count;
    };
    expect(await draws({ mutatedShare: 1 })).toBeGreaterThan(await draws({})); // more groups of a child drawn anew
    expect(await draws({ tournament: 7 })).toBeGreaterThan(await draws({}));
    const capped = await run(model, context(), { atMostPerLayer: 0.5, remove: 0.4 });
    const whole = dependencyGraph(model).groups.map(({ channels }) => channels);
    capped.widths.forEach((width, g) => void expect(width).toBeGreaterThanOrEqual(whole[g]! / 2));
    expect(Math.abs(capped.left - 0.6)).toBeLessThan(0.01);
    for (const width of (await run(model, context(), { roundTo: 4 })).widths) expect(width % 4).toBe(0);
    model.dispose();
  });

  test("validation and test images change nothing, training images do", async () => {
    const { model, context } = smallContext();
    const { data } = context();
    const flipped = (name: "train" | "validation" | "test") => {
      const images = (data.splits[name].images as Uint8Array).map((value) => 255 - value);
      return { ...context(), data: { ...data, splits: { ...data.splits, [name]: { ...data.splits[name], images } } } };
    };
    const usual = await run(model, context());
    expect(await run(model, flipped("validation"))).toEqual(usual);
    expect(await run(model, flipped("test"))).toEqual(usual);
    expect((await run(model, flipped("train"))).losses).not.toEqual(usual.losses);
    model.dispose();
  });

  test("an abort between two rankings ends it and leaves nothing behind", async () => {
    const { model, context } = smallContext();
    const stop = new AbortController();
    const live = tf.memory().numTensors;
    const ended = evolveRanking.apply(model, parse({}), {
      ...context(),
      signal: stop.signal,
      report: ({ step }) => step === 3 && stop.abort(),
    });
    await expect(ended).rejects.toMatchObject({ code: "aborted" });
    expect(tf.memory().numTensors).toBe(live);
    model.dispose();
  });
});

test("the same cuts are judged once, and always the same; a tuning that diverges is no end but unfit", async () => {
  const { model, context } = smallContext();
  const graph = dependencyGraph(model);
  const cuts = [{ group: graph.groups[1]!.id, channels: [0, 2] }];
  const judge = (plan: object, tuneSteps: number) => {
    const work = context();
    return candidateFitness(model, graph, { images: 16, tuneSteps }, { ...work, plan: { ...work.plan, ...plan } });
  };
  const twice = judge({}, 1);
  expect(await twice(cuts)).toBe(await twice(structuredClone(cuts)));
  expect(await judge({}, 1)(cuts)).toEqual(await twice(cuts));
  expect((await judge({}, 0)(cuts)).loss).not.toBe((await twice(cuts)).loss);
  expect(await judge({ learningRate: 1e30 }, 3)(cuts)).toEqual({ loss: Number.POSITIVE_INFINITY, accuracy: 0 });
  (await removeChannels(model, cuts, graph)).dispose();
  model.dispose();
});

test("rankedScores scales and shifts each group", () => {
  const ranked = rankedScores(worth, { scale: Float64Array.of(2, 1, 0), shift: Float64Array.of(0, -10, 7) });
  expect([...ranked.values()].map((values) => [...values])).toEqual([
    [2, 4, 8],
    [0, 20],
    [7, 7],
  ]);
});
