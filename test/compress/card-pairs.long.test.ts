import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { copyModel, countCost, runSteps } from "../../compress/index.ts";
import { segmentActivationClass } from "../../compress/model/layers/register-layers.ts";
import type { tf } from "../../compress/tensorflow.ts";
import { stepsUnder } from "../../ingest/index.ts";
import { smallContext } from "../contracts/operator.ts";
import { cards, settings, table1 } from "./table1-cards.ts";

describe("any method may follow any other", () => {
  const { model, context } = smallContext();
  const original = countCost(model).parameters;
  const first = new Map<string, tf.LayersModel>();
  beforeAll(async () => {
    for (const [id, card] of cards)
      first.set(id, (await runSteps(model, stepsUnder(card.steps, settings), { ...context(), teacher: model })).model);
  }, 120_000);
  afterAll(() => {
    for (const each of [model, ...first.values()]) each.dispose();
  });

  const pairs = table1.flatMap((before) => table1.map((after) => [before, after] as const));
  test.each(pairs)("%s -> %s", async (before, after) => {
    const start = first.get(before)!;
    const notes: string[] = [];
    const { model: smaller, stages } = await runSteps(start, stepsUnder(cards.get(after)!.steps, settings), {
      ...context(),
      teacher: model,
      note: (sentence) => void notes.push(sentence),
    });
    const removed = (countCost(start).parameters - countCost(smaller).parameters) / original;
    if (notes.length === 0) expect(Math.abs(removed - 0.2)).toBeLessThanOrEqual(0.01);
    else expect(notes.join()).toMatch(/of the original's parameters are left|kept|left/);
    expect(stages.every(({ testAccuracy }) => testAccuracy >= 0 && testAccuracy <= 1)).toBe(true);
    if (before === "LMA") {
      const activations = smaller.layers.filter((layer) => layer.getClassName() === segmentActivationClass);
      expect(activations.length).toBeGreaterThan(0); // what LMA put in stays
    }
    const copy = await copyModel(smaller);
    for (const each of [smaller, copy]) each.dispose();
  });
});
