import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  buildNetwork,
  chooseCuts,
  countCost,
  dependencyGraph,
  type Operator,
  type OperatorContext,
  removeChannels,
} from "../../../compress/index.ts";
import { evolveRanking } from "../../../compress/operators/evolveRanking.ts";
import { prune } from "../../../compress/operators/prune.ts";
import { softPrune } from "../../../compress/operators/softPrune.ts";
import { flopsCounter } from "../../../compress/prune/flops-count.ts";
import { parameterCounter } from "../../../compress/prune/parameter-count.ts";
import { chooseRounded } from "../../../compress/prune/removal.ts";
import { tf } from "../../../compress/tensorflow.ts";
import { smallContext } from "../../contracts/operator.ts";
import { buildNet, netSpecs } from "../random-networks/networks.ts";

const distinctScores = fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true }));

test("FLOPs and parameters counted without building are those of the model that is built", async () => {
  await fc.assert(
    fc.asyncProperty(
      netSpecs,
      distinctScores,
      fc.double({ min: 0, max: 1, noNaN: true }),
      async (spec, draws, share) => {
        const model = buildNet(spec);
        const graph = dependencyGraph(model);
        const flops = flopsCounter(model, graph);
        expect(flops(new Map())).toBe(countCost(model).flops);
        const scores = new Map(
          graph.groups.map(({ id, channels }) => [
            id,
            Float64Array.from({ length: channels }, () => draws.next().value),
          ]),
        );
        const choice = chooseCuts(graph, scores, {
          allocation: "global",
          measure: { count: flops, leave: share * flops(new Map()) },
          atMostPerLayer: 0.9,
        });
        const smaller = await removeChannels(model, choice.cuts, graph);
        const cost = countCost(smaller);
        expect(choice.left).toBe(cost.flops);
        expect(choice.parameters).toBe(cost.parameters);
        model.dispose();
        smaller.dispose();
      },
    ),
    { numRuns: 40 },
  );
});

const examples: [Operator<unknown>, Record<string, unknown>][] = [
  [prune as Operator<unknown>, { score: "l1", allocation: "uniform" }],
  [softPrune as Operator<unknown>, { epochs: 0.25, every: 1 }],
  [evolveRanking as Operator<unknown>, { generations: 0.5, images: 16 }],
];

describe.each(
  examples.map(([operator, params]) => [operator.id, operator, params] as const),
)("%s", (_, operator, params) => {
  const run = (model: tf.LayersModel, context: OperatorContext, more: Record<string, unknown>) =>
    operator.apply(model, operator.params.parse({ ...params, ...more }), context);

  test("removes a fraction of the original's FLOPs within a point, also from a model that has lost some", async () => {
    const { model, context } = smallContext();
    const { parameters, flops } = countCost(model);
    const work = { ...context(), original: { parameters, flops, pretrainEpochs: 4 } };
    const once = await run(model, work, { remove: 0.3, of: "flops" });
    const twice = await run(once, work, { remove: 0.2, of: "flops" });
    expect(Math.abs(countCost(once).flops / flops - 0.7)).toBeLessThan(0.01);
    expect(Math.abs(countCost(twice).flops / flops - 0.5)).toBeLessThan(0.02);
    await expect(run(once, context(), { remove: 0.2, of: "flops" })).rejects.toMatchObject({
      code: "bad_params",
      message: expect.stringContaining("needs the original's"),
    });
    await expect(run(model, work, { remove: 0.95, of: "flops" })).rejects.toMatchObject({
      code: "nothing_left_to_remove",
      message: expect.stringContaining("FLOPs"),
    });
    for (const each of [model, once, twice]) each.dispose();
  });

  test("removes a fraction of the original's latency as the context measures it, and leaves nothing behind", async () => {
    const { model, context } = smallContext();
    const latency = async (of: tf.LayersModel) => 5 + countCost(of).parameters / 1000; // a clock that always says the same
    const whole = await latency(model);
    const live = tf.memory().numTensors;
    const faster = await run(model, { ...context(), latency }, { remove: 0.25, of: "latency" });
    expect(Math.abs((await latency(faster)) / whole - 0.75)).toBeLessThan(0.05);
    faster.dispose();
    expect(tf.memory().numTensors).toBe(live);
    await expect(run(model, context(), { remove: 0.2, of: "latency" })).rejects.toMatchObject({ code: "bad_params" });
    await expect(run(model, { ...context(), latency }, { remove: 0.95, of: "latency" })).rejects.toMatchObject({
      code: "nothing_left_to_remove",
    });
    model.dispose();
  });
});

test("a latency that no removal reaches is told", async () => {
  const { model, context } = smallContext();
  const notes: string[] = [];
  const slow = { ...context(), latency: async () => 10, note: (sentence: string) => notes.push(sentence) };
  (await prune.apply(model, prune.params.parse({ score: "l1", remove: 0.3, of: "latency" }), slow)).dispose();
  expect(notes).toEqual([expect.stringMatching(/1\.000 of the original's latency .* 0\.700 was the target/)]);
  model.dispose();
});

test("widths are multiples of 8 where the target can be met so, and exact where it cannot", async () => {
  const wide = buildNetwork("resnet20", { shape: [8, 8, 3], classes: 4, seed: 1 });
  const narrow = buildNetwork("resnet8", { shape: [8, 8, 3], classes: 4, width: 3, seed: 1 });
  for (const [model, multiple] of [
    [wide, 8],
    [narrow, 1],
  ] as const) {
    const graph = dependencyGraph(model);
    const all = parameterCounter(graph)(new Map());
    const scores = new Map(
      graph.groups.map(({ id, channels }) => [id, Float64Array.from({ length: channels }, (_, i) => i)]),
    );
    const target = { allocation: "global" as const, parameters: 0.6 * all, within: 0.01 * all, atMostPerLayer: 0.9 };
    const choice = chooseRounded(graph, scores, target);
    expect(choice.roundTo).toBe(multiple);
    expect(Math.abs(choice.parameters / all - 0.6)).toBeLessThan(0.01);
    const smaller = await removeChannels(model, choice.cuts, graph);
    const odd = dependencyGraph(smaller).groups.filter(({ channels }) => channels % 8 !== 0);
    expect(odd.length > 0).toBe(multiple === 1);
    smaller.dispose();
    model.dispose();
  }
});

test("prune takes rates by any layer of a group, and refuses a layer that cannot be pruned", async () => {
  const { model, context } = smallContext();
  const run = (rates: Record<string, number>) =>
    prune.apply(model, prune.params.parse({ score: "l1", allocation: "perLayer", rates, remove: 0.2 }), context());
  const smaller = await run({ "stage3-block1-shortcut-conv": 1 });
  const widths = (of: tf.LayersModel) => dependencyGraph(of).groups.map(({ id, channels }) => ({ id, channels }));
  const changed = widths(model).filter(({ channels }, i) => widths(smaller)[i]!.channels !== channels);
  expect(changed.map(({ id }) => id)).toEqual(["stage3-block1-conv2"]);
  await expect(run({ nowhere: 0.5 })).rejects.toMatchObject({
    code: "bad_params",
    message: expect.stringContaining("nowhere"),
  });
  expect(prune.params.safeParse({ score: "l1", remove: 0.2, rates: {} }).success).toBe(false);
  expect(prune.params.safeParse({ score: "l1", remove: 0.2, allocation: "perLayer" }).success).toBe(false);
  smaller.dispose();
  model.dispose();
});
