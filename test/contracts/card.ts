import { beforeAll, describe, expect, test } from "vitest";
import {
  type ChannelCut,
  countCost,
  dependencyGraph,
  type OperatorContext,
  runSteps,
  type SchemeResult,
} from "../../compress/index.ts";
import { tf } from "../../compress/tensorflow.ts";
import type { SettingValue, Step } from "../../graph/index.ts";
import { type Card, stepsUnder } from "../../ingest/index.ts";
import { weightValues } from "../compress/training/toys.ts";
import { smallContext } from "./operator.ts";

export type Settings = Record<string, SettingValue>;

/** What a card did under one choice of its hyperparameters. */
export interface CardRun {
  parametersLeft: number;
  /** Training steps by operator. */
  trained: Record<string, number>;
  weights: ReturnType<typeof weightValues>;
  stages: SchemeResult["stages"];
  notes: string[];
  /** The largest share that any layer lost by channels being cut. */
  mostLost: number;
}

/** Runs a card's steps on the small network, and frees everything. */
export async function runCard(card: Pick<Card, "steps">, settings: Settings, seed?: number): Promise<CardRun> {
  const { model, context } = smallContext();
  const trained: Record<string, number> = {};
  const cuts: { cut: ChannelCut; share: number }[] = [];
  let operator = "";
  let before = dependencyGraph(model);
  const work: OperatorContext = {
    ...context(seed),
    onStep: (id) => {
      operator = id;
    },
    report: () => {
      trained[operator] = (trained[operator] ?? 0) + 1;
    },
    onCuts: (made) => {
      for (const cut of made) {
        const group = before.groups.find(({ producers }) => producers.includes(cut.group))!;
        cuts.push({ cut, share: cut.channels.length / group.channels });
      }
    },
  };
  try {
    const { model: smaller, stages, notes } = await runSteps(model, stepsUnder(card.steps, settings), work);
    before = dependencyGraph(smaller);
    const parametersLeft = countCost(smaller).parameters / countCost(model).parameters;
    const weights = weightValues(smaller);
    smaller.dispose();
    return {
      parametersLeft,
      trained,
      weights,
      stages,
      notes,
      mostLost: Math.max(0, ...cuts.map(({ share }) => share)),
    };
  } finally {
    model.dispose();
  }
}

/**
 * What it means to be an executable card that removes a fraction HP2 of the parameters.
 *
 * `settings` choose a value for each of its hyperparameters, small enough to run in a second or
 * two.
 */
export function cardContract(card: Card, settings: Settings): void {
  describe(`card ${card.id}`, () => {
    let first: CardRun;
    beforeAll(async () => {
      first = await runCard(card, settings); // it may fill caches, too
    });

    test.each([0.2, 0.4])("HP2 = %f is met within a point, the shape stays, nothing is left behind", async (remove) => {
      const live = tf.memory().numTensors;
      const { parametersLeft, notes } = await runCard(card, { ...settings, HP2: remove });
      expect(notes).toEqual([]); // nothing stopped it short
      expect(Math.abs(1 - parametersLeft - remove)).toBeLessThanOrEqual(0.01);
      expect(tf.memory().numTensors).toBe(live);
    });

    test("the model it is given stays as it was, and what comes out gives probabilities of the same classes", async () => {
      const { model, context } = smallContext();
      const before = weightValues(model);
      const { model: smaller } = await runSteps(model, stepsUnder(card.steps, settings), context());
      expect(weightValues(model)).toEqual(before);
      expect(smaller.outputs[0]!.shape).toEqual(model.outputs[0]!.shape);
      const input = [2, ...(model.inputs[0]!.shape.slice(1) as number[])];
      const rows = tf.tidy(() => (smaller.predict(tf.ones(input)) as tf.Tensor2D).arraySync());
      for (const row of rows) expect(row.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 4);
      for (const each of [model, smaller]) each.dispose();
    });

    test("the same seed gives the same weights, another one others", async () => {
      const [again, other] = [await runCard(card, settings), await runCard(card, settings, 0.9)];
      expect(again.weights).toEqual(first.weights);
      expect(other.weights).not.toEqual(first.weights);
    });

    test("an impossible target is refused in a sentence that names it, and leaves nothing behind", async () => {
      const live = tf.memory().numTensors;
      await expect(runCard(card, { ...settings, HP2: 0.95 })).rejects.toMatchObject({
        code: "nothing_left_to_remove",
        message: expect.stringMatching(/0\.95/),
      });
      expect(tf.memory().numTensors).toBe(live);
    });

    test("a parameter that no operator knows is refused before anything runs", async () => {
      const { model, context } = smallContext();
      const steps = stepsUnder(card.steps, settings).map(
        (step): Step => ({ ...step, params: { ...step.params, surprise: 1 } }),
      );
      await expect(runSteps(model, steps, context())).rejects.toMatchObject({ code: "bad_params" });
      model.dispose();
    });
  });
}
