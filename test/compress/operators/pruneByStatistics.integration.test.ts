import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ChannelCut, countCost, dependencyGraph, runSteps, scores } from "../../../compress/index.ts";
import { pruneByStatistics } from "../../../compress/operators/pruneByStatistics.ts";
import { layerRemovals, type PrunableLayer } from "../../../compress/prune/layer-rates.ts";
import { tf } from "../../../compress/tensorflow.ts";
import { smallContext } from "../../contracts/operator.ts";
import { weightValues } from "../training/toys.ts";

describe("layerRemovals", () => {
  const layers = fc.array(
    fc
      .record({ gaussianity: fc.integer({ min: -50, max: 50 }), channels: fc.integer({ min: 1, max: 64 }) })
      .map(
        ({ gaussianity, channels }): PrunableLayer => ({ gaussianity, channels, atMost: Math.max(0, channels - 2) }),
      ),
    { minLength: 1, maxLength: 6 },
  );

  test("is the nearest of all c, tried one after the other; of rates that are not rounded where that is more than a hundredth off", () => {
    fc.assert(
      fc.property(layers, fc.double({ min: 0.3, max: 1, noNaN: true }), (all, aim) => {
        const w = all.map(({ gaussianity }) => gaussianity);
        const range = Math.max(...w) - Math.min(...w);
        fc.pre(range > 0);
        const total = all.reduce((sum, { channels }) => sum + channels, 0);
        const gap = (rates: number[]) => {
          const gone = rates.map((rate, l) => Math.min(all[l]!.atMost, Math.floor(rate * all[l]!.channels + 1e-9)));
          return Math.abs(1 - gone.reduce((sum, count) => sum + count, 0) / total - aim);
        };
        let nearest = Number.POSITIVE_INFINITY;
        for (let step = 0; step <= 21_000; step++) {
          const c = 0.5 + 0.0005 * step;
          const rates = w.map((each) => Math.ceil((10 * (each - Math.min(...w))) / (c * range) - 1e-9) / 10);
          if (rates.every((rate) => rate >= 0 && rate < 1)) nearest = Math.min(nearest, gap(rates));
        }
        const [best, ...others] = layerRemovals(all, aim);
        const found = Math.abs(best!.keptShare - aim);
        if (nearest > 0.01) {
          nearest = Number.POSITIVE_INFINITY;
          for (let most = 0; most < 2000; most++)
            nearest = Math.min(nearest, gap(w.map((each) => (((each - Math.min(...w)) / range) * most) / 2000)));
        }
        expect(found).toBeCloseTo(nearest, 9);
        expect([best!, ...others].some(({ removed }) => removed.every((count) => count === 0))).toBe(true);
        expect(best!.removed.reduce((sum, count) => sum + count, 0) / total).toBeCloseTo(1 - best!.keptShare, 9);
      }),
      { numRuns: 8 },
    );
  });

  test("the more Gaussian of two layers of a size loses no less, and no layer more than it may", () => {
    fc.assert(
      fc.property(layers, fc.double({ min: 0.3, max: 1, noNaN: true }), (all, aim) => {
        const same = all.map((layer) => ({ ...layer, channels: 40, atMost: 30 }));
        const { removed } = layerRemovals(same, aim)[0]!;
        removed.forEach((count, a) => {
          expect(count).toBeLessThanOrEqual(30);
          removed.forEach((other, b) => {
            if (same[a]!.gaussianity > same[b]!.gaussianity) expect(count).toBeGreaterThanOrEqual(other);
          });
        });
      }),
      { numRuns: 12 },
    );
  });

  test("by hand: a least statistic far above 2, and layers that are all alike", () => {
    const three = [1000, 1500, 2000].map((gaussianity) => ({ gaussianity, channels: 10, atMost: 8 }));
    expect(layerRemovals(three, 1 - 9 / 30)[0]!.removed).toEqual([0, 3, 6]); // c = 10 / 6
    const wide = three.map((layer) => ({ ...layer, channels: 100, atMost: 98 }));
    expect(layerRemovals(wide, 0.98)[0]!.removed).toEqual([0, 2, 4]); // in tenths at least [0, 10, 10]
    const alike = [7, 7].map((gaussianity) => ({ gaussianity, channels: 10, atMost: 8 }));
    expect(layerRemovals(alike, 0.7)[0]!.removed).toEqual([3, 3]);
    expect(layerRemovals(alike, 0.98)[0]!.removed).toEqual([0, 0]);
  });
});

type Params = Parameters<typeof pruneByStatistics.apply>[1];
const usual = { layers: "shapiroWilk", filters: "l1", remove: 0.4 } as const;

/** Runs the operator, and gives its cuts, the channels that each group has left, and its notes. */
async function runOn(model: tf.LayersModel, params: Partial<Params>) {
  const { model: spare, context } = smallContext();
  spare.dispose();
  const cuts: ChannelCut[] = [];
  const notes: string[] = [];
  const work = {
    ...context(),
    original: { parameters: countCost(model).parameters, pretrainEpochs: 1 },
    onCuts: (made: ChannelCut[]) => cuts.push(...made),
    note: (sentence: string) => notes.push(sentence),
  };
  const smaller = await pruneByStatistics.apply(model, pruneByStatistics.params.parse({ ...usual, ...params }), work);
  const left = Object.fromEntries(dependencyGraph(smaller).groups.map(({ id, channels }) => [id, channels]));
  const parameters = countCost(smaller).parameters;
  smaller.dispose();
  return { cuts, notes, left, parameters };
}

const countCuts = (cuts: ChannelCut[]) => cuts.reduce((sum, { channels }) => sum + channels.length, 0);

/** Four convolutions of 20 filters whose weights have a shape each, and a dense end. */
function shapedNet(): tf.LayersModel {
  const { normal, mirrored, uniform, skewed } = {
    normal: (u: number) => Math.sqrt(-2 * Math.log(u)) * Math.cos(97 * u * 6.283),
    mirrored: (u: number) => (u < 0.5 ? -1 : 1) * (0.9 + 0.2 * u), // two heaps: far from Gaussian, but symmetric
    uniform: (u: number) => u - 0.5,
    skewed: (u: number) => 1 + Math.log(u), // a long tail on the left: skewness -2, excess kurtosis 6
  };
  const layers = [normal, mirrored, uniform, skewed].map((_, i) =>
    tf.layers.conv2d({
      ...(i === 0 && { inputShape: [12, 12, 3] }),
      name: ["normal", "mirrored", "uniform", "skewed"][i]!,
      filters: 20,
      kernelSize: 3,
      padding: "same",
      useBias: false,
    }),
  );
  const top = [tf.layers.globalAveragePooling2d({}), tf.layers.dense({ units: 4, activation: "softmax" })];
  const model = tf.sequential({ layers: [...layers, ...top] });
  [normal, mirrored, uniform, skewed].forEach((shape, i) => {
    const [kernel] = layers[i]!.getWeights();
    const values = Array.from({ length: kernel!.size }, (_, at) => shape((((at + i) * 7919) % 10007) / 10007 || 0.5));
    tf.tidy(() => layers[i]!.setWeights([tf.tensor(values, kernel!.shape)]));
  });
  return model;
}

describe("pruneByStatistics", () => {
  test.each([
    ["shapiroWilk", "mirrored"],
    ["jarqueBera", "skewed"],
    ["kStatistics", "skewed"],
  ] as const)("by %s a Gaussian layer loses most and a layer far from it nothing (%s)", async (layers, farthest) => {
    const model = shapedNet();
    const { left } = await runOn(model, { layers });
    expect(left[farthest]).toBe(20);
    expect(left.normal).toBeLessThan(20);
    if (layers !== "kStatistics") expect(left.normal).toBe(Math.min(...Object.values(left))); // k3 is 0 for symmetric weights, too
    model.dispose();
  });

  test("each statistic spreads the removal over the layers in its own way", async () => {
    const model = shapedNet();
    const spreads = await Promise.all(
      (["shapiroWilk", "jarqueBera", "kStatistics"] as const).map(
        async (layers) => (await runOn(model, { layers })).left,
      ),
    );
    expect(new Set(spreads.map((left) => JSON.stringify(left))).size).toBe(3);
    model.dispose();
  });

  test("the sign of a layer's weights says nothing of how Gaussian they are", async () => {
    const model = shapedNet();
    for (const layers of ["shapiroWilk", "jarqueBera", "kStatistics"] as const) {
      const { left } = await runOn(model, { layers });
      for (const layer of model.layers.slice(0, 4)) tf.tidy(() => layer.setWeights([tf.neg(layer.getWeights()[0]!)]));
      expect((await runOn(model, { layers })).left).toEqual(left);
    }
    model.dispose();
  });

  test("each filter score takes as many filters of each layer, but others", async () => {
    const { model } = smallContext();
    const taken = [];
    for (const filters of ["l1", "k34", "skewKurtosis"] as const)
      taken.push(await runOn(model, { filters, remove: 0.7 }));
    expect(new Set(taken.map(({ left }) => JSON.stringify(left))).size).toBe(1);
    expect(new Set(taken.map(({ cuts }) => JSON.stringify(cuts))).size).toBe(3);
    model.dispose();
  });

  test("inside a layer the filters of least score go", async () => {
    const model = shapedNet();
    const { cuts } = await runOn(model, { filters: "k34", remove: 0.6 });
    const worth = scores.k34({ model, graph: dependencyGraph(model), random: Math.random });
    expect(cuts.length).toBeGreaterThan(1);
    for (const { group, channels } of cuts) {
      const values = [...worth.get(group)!];
      const gone = channels.map((channel) => values[channel]!);
      const kept = values.filter((_, channel) => !channels.includes(channel));
      expect(Math.max(...gone)).toBeLessThanOrEqual(Math.min(...kept));
    }
    model.dispose();
  });

  test("the share of filters kept is keep^keepExponent as nearly as whole channels let it, and remove is never passed", async () => {
    const model = shapedNet();
    const whole = countCost(model).parameters;
    for (const [remove, keepExponent] of [
      [0.3, 0.25],
      [0.6, 0.25],
      [0.8, 0.25],
      [0.6, 0.4],
    ] as const) {
      const { left, notes, parameters } = await runOn(model, { remove, keepExponent });
      const kept = Object.values(left).reduce((sum, count) => sum + count, 0) / 80;
      const aim = (1 - remove) ** keepExponent;
      expect(parameters).toBeGreaterThanOrEqual((1 - remove) * whole);
      expect(Math.abs(kept - aim)).toBeLessThan(0.04);
      expect(notes.length > 0).toBe(Math.abs(kept - aim) > 0.02);
      for (const note of notes)
        expect(note).toContain(`${kept.toFixed(3)} of the filters are left where ${aim.toFixed(3)}`);
    }
    expect(countCuts((await runOn(model, { remove: 0.04 })).cuts)).toBe(1); // 1 of 80; a tenth of nearly every layer would be far too much
    expect((await runOn(model, { keepExponent: 0 })).cuts).toEqual([]);
    model.dispose();
  });

  test("each layer keeps atLeast filters", async () => {
    const model = shapedNet();
    const { left } = await runOn(model, { remove: 0.8, keepExponent: 1, atLeast: 15 });
    expect(Math.min(...Object.values(left))).toBe(15);
    expect((await runOn(model, { remove: 0.8, atLeast: 20 })).cuts).toEqual([]);
    model.dispose();
  });

  test("coupled layers of a residual network lose the same channels", async () => {
    const { model } = smallContext();
    const { cuts, parameters } = await runOn(model, { remove: 0.5 });
    expect(cuts.length).toBeGreaterThan(0);
    expect(parameters).toBeLessThan(countCost(model).parameters);
    model.dispose();
  });

  test("with tucker2 it meets remove within a point, also as the second strategy of a scheme", async () => {
    const { model, context } = smallContext();
    const work = context();
    let current = model;
    for (const [strategy, remove] of [0.36, 0.2].entries()) {
      const steps = [
        { operator: "pruneByStatistics", params: { ...usual, remove } },
        { operator: "tucker2", params: { remove } },
      ];
      const { model: next, stages, notes } = await runSteps(current, steps, work);
      const wanted = [1 - 0.36, 1 - 0.36 - 0.2][strategy]!;
      const left = stages.map(({ parameters }) => parameters / work.original.parameters);
      expect(left[0]).toBeGreaterThan(wanted);
      const missed = notes.some((note) => note.startsWith("tucker2") && note.includes(left[1]!.toFixed(3)));
      if (!missed) expect(Math.abs(left[1]! - wanted)).toBeLessThanOrEqual(0.01);
      if (strategy === 0) expect(missed).toBe(false);
      current.dispose();
      current = next;
    }
    current.dispose();
  });

  test("says clearly that a target is impossible and that nothing can be pruned; leaves nothing behind", async () => {
    const { model } = smallContext();
    const before = weightValues(model);
    const fixed = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [4], name: "only" })] });
    const live = tf.memory().numTensors;
    await expect(runOn(model, { remove: 0.95 })).rejects.toMatchObject({
      code: "nothing_left_to_remove",
      message: expect.stringContaining("0.95"),
    });
    expect((await runOn(fixed, { remove: 0.3 })).notes).toEqual([
      expect.stringContaining("only is the network's output"),
    ]);
    expect(tf.memory().numTensors).toBe(live);
    expect(weightValues(model)).toEqual(before);
    model.dispose();
    fixed.dispose();
  });
});
