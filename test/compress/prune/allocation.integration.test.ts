import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type AllocationTarget,
  chooseCuts,
  countCost,
  type DependencyGraph,
  dependencyGraph,
  type Group,
  removeChannels,
} from "../../../compress/index.ts";
import { parameterCounter } from "../../../compress/prune/parameter-count.ts";
import { buildNet, netSpecs } from "../random-networks/networks.ts";

const distinctScores = fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true }));

/**
 * Every prefix of the removal order, built without any search: one channel more each time, least
 * score (or least share of its layer) first.
 */
function* slowly(
  graph: DependencyGraph,
  scores: Map<string, Float64Array>,
  { allocation, atMostPerLayer }: AllocationTarget,
) {
  const gone = new Map(graph.groups.map(({ id, channels }) => [id, new Uint8Array(channels)]));
  const passedOver = new Set<string>();
  const fits = (group: Group, channel: number) =>
    group.producers.every((layer) => {
      const made = group.members.find(
        (member) => member.layer === layer && member.role === "makes" && !member.weight.endsWith("/bias"),
      )!.channelOf;
      const lost = made.filter((other) => other === channel || gone.get(group.id)![other] === 1).length;
      return lost <= atMostPerLayer * made.length + 1e-9 && lost < made.length;
    });
  for (;;) {
    yield new Map([...gone].map(([id, marks]) => [id, marks.slice()]));
    let best: { id: string; channel: number; key: number } | undefined;
    for (const group of graph.groups) {
      const worth = scores.get(group.id)!;
      const ranked = [...worth.keys()].sort((a, b) => worth[a]! - worth[b]! || a - b);
      for (const [rank, channel] of ranked.entries()) {
        if (gone.get(group.id)![channel] === 1 || passedOver.has(`${group.id} ${channel}`)) continue;
        if (!fits(group, channel)) {
          passedOver.add(`${group.id} ${channel}`);
          continue;
        }
        const key = allocation === "global" ? worth[channel]! : (rank + 1) / worth.length;
        if (best === undefined || key < best.key) best = { id: group.id, channel, key };
        break;
      }
    }
    if (best === undefined) return;
    gone.get(best.id)![best.channel] = 1;
  }
}

test("bisection finds what a slow scan over every prefix finds", () => {
  const target = fc.record({
    allocation: fc.constantFrom("global" as const, "uniform" as const),
    share: fc.double({ min: 0.1, max: 1, noNaN: true }),
    atMostPerLayer: fc.constantFrom(0.3, 0.7, 0.9, 1),
  });
  fc.assert(
    fc.property(netSpecs, distinctScores, target, (spec, draws, { share, ...limits }) => {
      const model = buildNet(spec);
      const graph = dependencyGraph(model);
      const count = parameterCounter(graph);
      const scores = new Map(
        graph.groups.map(({ id, channels }) => [id, Float64Array.from({ length: channels }, () => draws.next().value)]),
      );
      const wanted = { ...limits, parameters: share * count(new Map()) };
      const chosen = chooseCuts(graph, scores, wanted);
      const counts = [...slowly(graph, scores, wanted)].map((removed) => count(removed));
      const nearest = Math.min(...counts.map((parameters) => Math.abs(parameters - wanted.parameters)));
      expect(Math.abs(chosen.parameters - wanted.parameters)).toBe(nearest);
      model.dispose();
    }),
    { numRuns: 60 },
  );
});

test("the count without building is the count of the model that is built", async () => {
  const roundTo = fc.constantFrom(undefined, 2, 4);
  await fc.assert(
    fc.asyncProperty(
      netSpecs,
      distinctScores,
      fc.double({ min: 0, max: 1, noNaN: true }),
      roundTo,
      async (spec, draws, share, multiple) => {
        const model = buildNet(spec);
        const graph = dependencyGraph(model);
        const scores = new Map(
          graph.groups.map(({ id, channels }) => [
            id,
            Float64Array.from({ length: channels }, () => draws.next().value),
          ]),
        );
        expect(parameterCounter(graph)(new Map())).toBe(countCost(model).parameters);
        const parameters = share * countCost(model).parameters;
        const choice = chooseCuts(graph, scores, {
          allocation: "global",
          parameters,
          atMostPerLayer: 0.9,
          roundTo: multiple,
        });
        const smaller = await removeChannels(model, choice.cuts, graph);
        expect(countCost(smaller).parameters).toBe(choice.parameters);
        for (const { id, channels } of dependencyGraph(smaller).groups) {
          const before = graph.groups.find((group) => group.id === id)!.channels;
          expect(channels === before || channels % (multiple ?? 1) === 0).toBe(true);
        }
        model.dispose();
        smaller.dispose();
      },
    ),
    { numRuns: 30 },
  );
});

test("where one channel is worth more than the tolerance, smaller ones are spared, and the limits hold", () => {
  const share = fc.double({ min: 0.3, max: 1, noNaN: true });
  fc.assert(
    fc.property(netSpecs, distinctScores, share, (spec, draws, wanted) => {
      const model = buildNet(spec);
      const graph = dependencyGraph(model);
      const all = parameterCounter(graph)(new Map());
      const scores = new Map(
        graph.groups.map(({ id, channels }) => [id, Float64Array.from({ length: channels }, () => draws.next().value)]),
      );
      const target = { allocation: "global" as const, parameters: wanted * all, atMostPerLayer: 0.7 };
      const gap = (within?: number) =>
        Math.abs(chooseCuts(graph, scores, { ...target, within }).parameters - wanted * all);
      expect(gap(0)).toBeLessThanOrEqual(gap());
      for (const { group, channels } of chooseCuts(graph, scores, { ...target, within: 0 }).cuts) {
        expect(new Set(channels).size).toBe(channels.length);
        expect(channels.length).toBeLessThanOrEqual(0.7 * graph.groups.find(({ id }) => id === group)!.channels);
      }
      model.dispose();
    }),
    { numRuns: 40 },
  );
});

test("global takes the lowest scores of the network, uniform the lowest of every layer", () => {
  const model = buildNet({
    pieces: [{ kind: "conv", filters: 4, strides: 1, bias: false, norm: "whole", activation: "relu", inside: false }],
    head: "average",
    hidden: null,
    seed: 0.1,
  });
  const graph = dependencyGraph(model);
  const [first, second] = graph.groups.map(({ id }) => id) as [string, string];
  const scores = new Map([
    [first, Float64Array.of(5, 6, 7, 8)],
    [second, Float64Array.of(4, 1, 3, 2)],
  ]);
  const choose = (allocation: "global" | "uniform") =>
    chooseCuts(graph, scores, { allocation, parameters: 0.45 * countCost(model).parameters, atMostPerLayer: 0.5 }).cuts;
  expect(choose("global")).toEqual([
    { group: first, channels: [0] },
    { group: second, channels: [1, 3] },
  ]);
  expect(choose("uniform")).toEqual([
    { group: first, channels: [0, 1] },
    { group: second, channels: [1] },
  ]);
  model.dispose();
});

/** Two groups of four channels, one after the other. */
function twoLayers() {
  const model = buildNet({
    pieces: [{ kind: "conv", filters: 4, strides: 1, bias: false, norm: "whole", activation: "relu", inside: false }],
    head: "average",
    hidden: null,
    seed: 0.1,
  });
  const graph = dependencyGraph(model);
  const [first, second] = graph.groups.map(({ id }) => id) as [string, string];
  const scores = new Map([
    [first, Float64Array.of(5, 6, 7, 8)],
    [second, Float64Array.of(4, 1, 3, 2)],
  ]);
  return { model, graph, first, second, scores, all: countCost(model).parameters };
}

test("perLayer takes each group's rate, lowest scores first; a group without a rate is left alone", () => {
  const { model, graph, first, second, scores } = twoLayers();
  const choose = (rates: [string, number][], atMostPerLayer = 1) =>
    chooseCuts(graph, scores, { allocation: "perLayer", rates: new Map(rates), atMostPerLayer }).cuts;
  expect(choose([[second, 0.5]])).toEqual([{ group: second, channels: [1, 3] }]);
  expect(
    choose([
      [first, 0.25],
      [second, 0.75],
    ]),
  ).toEqual([
    { group: first, channels: [0] },
    { group: second, channels: [1, 2, 3] },
  ]);
  expect(choose([[second, 1]], 0.5)).toEqual([{ group: second, channels: [1, 3] }]);
  model.dispose();
});

test("with a target, rates are scaled alike: no group loses more of its rate than another by more than a channel", () => {
  fc.assert(
    fc.property(netSpecs, distinctScores, fc.double({ min: 0.3, max: 1, noNaN: true }), (spec, draws, share) => {
      const model = buildNet(spec);
      const graph = dependencyGraph(model);
      const plain = graph.groups.filter(({ channels, members }) =>
        members.every(({ channelOf }) => channelOf.length === channels),
      );
      const rates = new Map(plain.map(({ id }, i) => [id, 0.25 + (i % 4) / 4]));
      const scores = new Map(
        graph.groups.map(({ id, channels }) => [id, Float64Array.from({ length: channels }, () => draws.next().value)]),
      );
      const parameters = share * countCost(model).parameters;
      const { cuts } = chooseCuts(graph, scores, { allocation: "perLayer", rates, parameters, atMostPerLayer: 1 });
      const lost = (id: string) => cuts.find(({ group }) => group === id)?.channels.length ?? 0;
      for (const { group } of cuts) expect(rates.has(group)).toBe(true);
      const bounds = plain
        .filter(({ channels }) => channels > 1)
        .map(({ id, channels }) => {
          const step = rates.get(id)! * channels;
          const full = lost(id) === channels - 1; // its last channel stays, whatever the scale
          return { least: lost(id) / step, most: full ? Number.POSITIVE_INFINITY : (lost(id) + 1) / step };
        });
      const least = Math.max(0, ...bounds.map((bound) => bound.least));
      const most = Math.min(...bounds.map((bound) => bound.most));
      expect(least).toBeLessThanOrEqual(most + 1e-9);
      model.dispose();
    }),
    { numRuns: 40 },
  );
});

test("rates without perLayer, perLayer without rates, and no target are refused", () => {
  const { model, graph, scores, all } = twoLayers();
  for (const target of [
    { allocation: "perLayer" as const, parameters: all },
    { allocation: "global" as const, parameters: all, rates: new Map() },
    { allocation: "uniform" as const },
  ])
    expect(() => chooseCuts(graph, scores, { ...target, atMostPerLayer: 1 })).toThrowError(
      expect.objectContaining({ code: "bad_params" }),
    );
  model.dispose();
});
