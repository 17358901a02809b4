import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chooseCuts, dependencyGraph, makersOf, removeChannels, runSteps, scores } from "../../../compress/index.ts";
import { callsOf } from "../../../compress/model/calls.ts";
import type { tf } from "../../../compress/tensorflow.ts";
import { stepsUnder } from "../../../ingest/index.ts";
import { smallContext } from "../../contracts/operator.ts";
import { buildNet, netSpecs } from "../random-networks/networks.ts";
import { cards, settings } from "../table1-cards.ts";

/** Filters or units of every layer that has some, by its name. */
function widthsOf(model: tf.LayersModel): Map<string, number> {
  return new Map(
    callsOf(model).calls.flatMap(({ name, config }) => {
      const width = config.filters ?? config.units;
      return typeof width === "number" ? [[name, width] as const] : [];
    }),
  );
}

describe.each([...cards.values()])("$id", (card) => {
  const { model, context } = smallContext();
  const before = widthsOf(model);
  const run = (widths: { keep?: string[]; roundTo?: number }) =>
    runSteps(model, stepsUnder(card.steps, { ...settings, HP2: 0.3 }), { ...context(), widths });
  const names = [...before.keys()];

  test("layers that are to be kept, and those that share their channels, keep their widths and are not split", async () => {
    await fc.assert(
      fc.asyncProperty(fc.subarray(names, { minLength: 1, maxLength: 3 }), async (keep) => {
        const { model: smaller } = await run({ keep });
        const after = widthsOf(smaller);
        smaller.dispose();
        const kept = dependencyGraph(model, keep).fixed.map(({ layer }) => layer);
        expect(kept).toEqual(expect.arrayContaining(keep));
        for (const layer of kept) expect([layer, after.get(layer)]).toEqual([layer, before.get(layer)]);
      }),
      { numRuns: 3, endOnFailure: true },
    );
  });

  test("every width that changes is a multiple, of new layers too", async () => {
    const { model: smaller } = await run({ roundTo: 4 });
    const after = widthsOf(smaller);
    smaller.dispose();
    expect([...after]).not.toEqual([...before]);
    for (const [name, width] of after) if (before.get(name) !== width) expect([name, width % 4]).toEqual([name, 0]);
  });
});

test("in any network every layer is left with a multiple or all it has, and what is kept has all", async () => {
  await fc.assert(
    fc.asyncProperty(
      netSpecs,
      fc.integer({ min: 2, max: 4 }),
      fc.double({ min: 0.1, max: 0.9, noNaN: true }),
      fc.nat(),
      async (spec, roundTo, share, pick) => {
        const model = buildNet(spec);
        try {
          const calls = callsOf(model).calls.map(({ name }) => name);
          const kept = calls[pick % calls.length]!;
          const graph = dependencyGraph(model, [kept]);
          for (const { layer } of graph.groups.flatMap(makersOf)) expect(layer).not.toBe(kept);
          const whole = widthsOf(model);
          const worth = scores.l1({ model, graph, random: Math.random });
          const parameters = share * model.countParams();
          const target = { allocation: "global" as const, parameters, atMostPerLayer: 1, roundTo };
          const smaller = await removeChannels(model, chooseCuts(graph, worth, target).cuts, graph);
          const widths = widthsOf(smaller);
          smaller.dispose();
          for (const [name, width] of widths)
            if (width !== whole.get(name)) expect([name, width % roundTo]).toEqual([name, 0]);
          if (whole.has(kept)) expect(widths.get(kept)).toBe(whole.get(kept));
        } finally {
          model.dispose();
        }
      },
    ),
    { numRuns: 30 },
  );
});

test("what is kept is said with what therefore is kept too", () => {
  const { model } = smallContext();
  const { fixed } = dependencyGraph(model, ["stage2-block1-conv2"]);
  model.dispose();
  const kept = fixed.filter(({ why }) => why === "kept");
  expect(kept.length).toBeGreaterThan(1); // the addition couples a stage
  for (const { sentence } of kept) for (const { layer } of kept) expect(sentence).toMatch(layer);
});
