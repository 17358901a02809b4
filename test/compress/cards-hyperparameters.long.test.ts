import { beforeAll, describe, expect, test } from "vitest";
import { type CardRun, runCard, type Settings } from "../contracts/card.ts";
import { cards, settings } from "./table1-cards.ts";

describe("every hyperparameter of Table 1 changes what it should", () => {
  const base = new Map<string, CardRun>();
  beforeAll(async () => {
    for (const [id, card] of cards) base.set(id, await runCard(card, settings));
  });
  const total = ({ trained }: CardRun) => Object.values(trained).reduce((sum, steps) => sum + steps, 0);
  const changed = async (method: string, change: Settings) => ({
    before: base.get(method)!,
    after: await runCard(cards.get(method)!, { ...settings, ...change }),
  });

  test.each([
    ["LMA", "HP1", "distill"],
    ["LeGR", "HP1", "fineTune"],
    ["NS", "HP1", "fineTune"],
    ["HOS", "HP1", "fineTune"],
    ["LFB", "HP1", "filterBasis"],
    ["SFP", "HP9", "softPrune"],
    ["HOS", "HP13", "distill"],
  ])("%s: %s doubles the epochs of %s, and no other's", async (method, id, operator) => {
    const { before, after } = await changed(method, { [id]: 0.5 });
    expect(after.trained).toEqual({ ...before.trained, [operator]: 2 * before.trained[operator]! });
  });

  test("LeGR: HP7 is how long the ranking evolves", async () => {
    const { before, after } = await changed("LeGR", { HP7: 0.8 });
    expect(after.trained.evolveRanking).toBeGreaterThan(1.3 * before.trained.evolveRanking!);
    expect(after.trained.fineTune).toBe(before.trained.fineTune);
  });

  test.each(["LeGR", "NS"])("%s: no layer loses more than HP6 of its channels", async (method) => {
    const { before, after } = await changed(method, { HP2: 0.4, HP6: 0.25 });
    const free = await runCard(cards.get(method)!, { ...settings, HP2: 0.4 });
    expect(after.mostLost).toBeLessThanOrEqual(0.25);
    expect(free.mostLost).toBeGreaterThan(0.25);
    expect(total(after)).toBe(total(before));
  });

  test.each([
    ["LMA", { HP4: 10 }],
    ["LMA", { HP5: 0.99 }],
    ["HOS", { HP14: 5 }],
    ["LFB", { HP15: 5 }],
    ["LFB", { HP16: "NLL" }],
    ["LFB", { HP16: "CE" }],
  ] as const)("%s: %o changes the loss, so what is learnt, and neither size nor length", async (method, change) => {
    const { before, after } = await changed(method, change);
    expect(after.parametersLeft).toBe(before.parametersLeft);
    expect(after.trained).toEqual(before.trained);
    expect(after.weights).not.toEqual(before.weights);
  });

  test("LMA: HP3 is the number of slopes of each activation", async () => {
    const { before, after } = await changed("LMA", { HP3: 10 });
    const slopes = ({ weights }: CardRun) =>
      weights.filter(({ name }) => name.endsWith("/slope")).map(({ values }) => values.length);
    expect(slopes(before).length).toBeGreaterThan(0);
    expect(new Set(slopes(before))).toEqual(new Set([6]));
    expect(new Set(slopes(after))).toEqual(new Set([10]));
  });

  test("SFP: HP10 is how often channels are zeroed, so what may grow back", async () => {
    const often = await runCard(cards.get("SFP")!, { ...settings, HP9: 1, HP10: 1 });
    const seldom = await runCard(cards.get("SFP")!, { ...settings, HP9: 1, HP10: 3 });
    expect(seldom.trained).toEqual(often.trained);
    expect(seldom.weights).not.toEqual(often.weights);
  });

  test.each([
    ["LeGR", "HP8", ["l1_weight", "l2_weight", "l2_bn", "l2_bn_param"]],
    ["HOS", "HP11", ["P1", "P2", "P3"]],
    ["HOS", "HP12", ["l1norm", "k34", "skew_kur"]],
  ] as const)("%s: each value of %s chooses channels in its own way", async (method, id, values) => {
    const chosen = [];
    for (const value of values) {
      const { stages } = await runCard(cards.get(method)!, { ...settings, HP2: 0.4, [id]: value });
      chosen.push(JSON.stringify(stages.map(({ cuts }) => cuts)));
    }
    expect(new Set(chosen).size).toBe(values.length);
  });
});
