import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Step } from "../../../graph/index.ts";
import { Artifacts } from "../../../server/artifacts/store.ts";
import { type EvaluationContext, evaluateOrPrune, evaluateScheme } from "../../../server/study/evaluate.ts";
import type { CompressJob, CompressResult, Job, PrunedResult } from "../../../server/training/jobs.ts";
import { hashIs, strategyIs } from "../../ids.ts";

let home: string;
let context: EvaluationContext;
let ran: CompressJob[];
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "automc-test-evaluate-"));
  ran = [];
  const artifacts = new Artifacts(home);
  context = { artifacts, model: original, seed: 1, steps: stepsOf, training: { run: trainBy(artifacts) } };
});
afterEach(() => rm(home, { recursive: true, force: true }));

const original = hashIs("0".repeat(64));
const [a, b, c] = [strategyIs("A(HP1=1)"), strategyIs("B(HP1=1)"), strategyIs("C(HP1=1)")] as const;
const stepsOf = (id: string): Step[] => [{ operator: "prune", params: { remove: id.charCodeAt(0) / 1000 } }];

/** A formula in place of training: a model whose hash and figures follow from the job, stored as a real one is. */
function trainBy(artifacts: Artifacts) {
  return async <Result, Asked extends { kind: string } = Job>(
    asked: Asked,
    onProgress: (progress: { stage: string; done: number; note: string }) => void = () => {},
  ) => {
    if (asked.kind !== "compress") throw new Error("nothing else is asked for");
    const job = asked as unknown as CompressJob;
    ran.push(job);
    onProgress({ stage: "prune", done: 1, note: "whole" });
    const figures = {
      parameters: 1000 - 100 * job.scheme.length,
      macs: 1,
      flops: 2,
      validationAccuracy: 0.9,
      testAccuracy: 0.8,
    };
    const rival = job.endEarly?.measured[0];
    if (rival && rival.accuracy > 0.9) {
      const pruning = { reason: "Too low.", epochs: 3, of: 8, expected: 0.9, chance: 0.01, rival: 1, curve: [0.9] };
      return { ...figures, pruning, stages: [], notes: [], seconds: 1 } satisfies PrunedResult as Result;
    }
    const digest = createHash("sha256").update(JSON.stringify([job.model, job.steps, job.seed]));
    const hash = hashIs(digest.digest("hex"));
    await artifacts.storeModel(async (directory) => {
      await writeFile(join(directory, "model.json"), hash);
      return { hash };
    });
    return { hash, ...figures, stages: [], notes: [], seconds: 1 } satisfies CompressResult as Result;
  };
}
const ranSchemes = () => ran.map(({ scheme }) => scheme);

test("a scheme runs step after step, each on the model that the one before gave", async () => {
  const told: string[] = [];
  const outcomes = await evaluateScheme({ ...context, onProgress: ({ scheme }) => void told.push(scheme) }, [a, b, c]);
  expect(ranSchemes()).toEqual([[a], [a, b], [a, b, c]]);
  expect(ran.map(({ model }) => model)).toEqual([original, outcomes[0]!.hash, outcomes[1]!.hash]);
  expect(ran.every(({ original: start }) => start === original)).toBe(true);
  expect(ran.map(({ steps }) => steps)).toEqual([a, b, c].map(stepsOf));
  expect(outcomes.map(({ parameters, recalled }) => [parameters, recalled])).toEqual([
    [900, false],
    [800, false],
    [700, false],
  ]);
  expect(told).toEqual([a, `${a} -> ${b}`, `${a} -> ${b} -> ${c}`]);
});

test("a prefix is evaluated once: a longer scheme, and another study, recall it", async () => {
  const [first] = await evaluateScheme(context, [a]);
  const longer = await evaluateScheme(context, [a, b]);
  expect(ranSchemes()).toEqual([[a], [a, b]]);
  expect(longer[0]).toEqual({ ...first, recalled: true });
  const again = await evaluateScheme({ ...context, artifacts: new Artifacts(home) }, [a, b, c]);
  expect(ranSchemes()).toEqual([[a], [a, b], [a, b, c]]);
  expect(again.map(({ recalled }) => recalled)).toEqual([true, true, false]);
  expect(again.slice(0, 2)).toEqual(longer.map((outcome) => ({ ...outcome, recalled: true })));
});

test("another seed, other steps, another order and another original are other evaluations", async () => {
  const [first] = await evaluateScheme(context, [a]);
  const others = [
    await evaluateScheme({ ...context, seed: 2 }, [a]),
    await evaluateScheme({ ...context, steps: () => [{ operator: "prune", params: { remove: 0.5 } }] }, [a]),
    await evaluateScheme({ ...context, model: hashIs("1".repeat(64)) }, [a]),
    (await evaluateScheme(context, [b, a])).slice(1),
  ].map(([outcome]) => outcome!);
  expect(others.map(({ recalled }) => recalled)).toEqual([false, false, false, false]);
  expect(new Set([first!, ...others].map(({ key }) => key)).size).toBe(5);
  expect((await evaluateScheme({ ...context, seed: 2 }, [a]))[0]).toEqual({ ...others[0], recalled: true });
});

test("figures whose model is gone are measured again", async () => {
  const [first] = await evaluateScheme(context, [a]);
  await rm(context.artifacts.modelDirectory(first!.hash), { recursive: true });
  const [again] = await evaluateScheme(context, [a]);
  expect(again).toEqual({ ...first, recalled: false });
  expect(ranSchemes()).toEqual([[a], [a]]);
});

test("a step that fails ends the scheme and leaves nothing to recall; the steps before it are kept", async () => {
  let broken = true;
  const { run } = context.training;
  const failing: EvaluationContext = {
    ...context,
    training: {
      run: (job, ...rest) => {
        if (broken && (job as unknown as CompressJob).scheme.length === 2)
          return Promise.reject(new Error("no memory"));
        return run(job, ...rest);
      },
    },
  };
  await expect(evaluateScheme(failing, [a, b, c])).rejects.toThrow("no memory");
  expect(ranSchemes()).toEqual([[a]]);
  broken = false;
  const outcomes = await evaluateScheme(failing, [a, b, c]);
  expect(outcomes.map(({ recalled }) => recalled)).toEqual([true, false, false]);
});

const strict = { measured: [{ parameters: 1, accuracy: 0.95 }], chance: 0.05 };

test("only the last step may end early; by the same rule it is recalled, by another it runs again", async () => {
  const pruned = await evaluateOrPrune(context, [a, b], strict);
  expect(pruned).toMatchObject({ state: "pruned", parameters: 800, pruning: { epochs: 3, of: 8 } });
  expect(ran.map(({ scheme, endEarly }) => [scheme, endEarly])).toEqual([
    [[a], undefined],
    [[a, b], strict],
  ]);
  expect(await evaluateOrPrune({ ...context, artifacts: new Artifacts(home) }, [a, b], strict)).toEqual(pruned);
  expect(ran).toHaveLength(2);
  const stricter = { ...strict, measured: [{ parameters: 1, accuracy: 0.99 }] };
  expect((await evaluateOrPrune(context, [a, b], stricter)).key).not.toBe(pruned.key);
  expect(ran).toHaveLength(3);
});

test("one that ran to its end is used instead, under the key that it has without a rule", async () => {
  const lenient = { ...strict, measured: [{ parameters: 1, accuracy: 0.5 }] };
  const whole = await evaluateOrPrune(context, [a], lenient);
  expect(whole).toMatchObject({ recalled: false, parameters: 900 });
  expect(await evaluateOrPrune(context, [a], strict)).toEqual({ ...whole, recalled: true });
  expect(await evaluateScheme(context, [a])).toEqual([{ ...whole, recalled: true }]);
  await evaluateOrPrune(context, [b], strict);
  const [end] = await evaluateScheme(context, [b]); // what was ended early is no measurement of the scheme
  expect(end).toMatchObject({ recalled: false });
  expect(ranSchemes()).toEqual([[a], [b], [b]]);
});

test("what is asked of every step is a part of the key: it is run again for another demand, and recalled for the same", async () => {
  const asked = { ...context, demands: { widths: { keep: ["conv"], roundTo: 8 } } };
  const [plain] = await evaluateScheme(context, [a]);
  const [kept] = await evaluateScheme(asked, [a]);
  expect(kept!.key).not.toBe(plain!.key);
  expect(ran.at(-1)!.widths).toEqual({ keep: ["conv"], roundTo: 8 });
  expect((await evaluateScheme(asked, [a]))[0]).toMatchObject({ key: kept!.key, recalled: true });
  expect(ran).toHaveLength(2);
});
