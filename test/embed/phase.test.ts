import { expect, test } from "vitest";
import { prepareLessons, startLearning } from "../../embed/algorithm.ts";
import type { Checkpoint } from "../../embed/checkpoint.ts";
import { type EmbedOptions, readOptions } from "../../embed/options.ts";
import { type PhasePlan, runPhase } from "../../embed/phase.ts";
import { groupTriples, nameTriples } from "../../embed/triples.ts";
import { smallGraph } from "./small-graph.ts";
import { sources } from "./sources.ts";

const names = nameTriples(smallGraph());
const triples = groupTriples(smallGraph(), names);

/** Runs a phase whose validation MRR follows a script, measurement by measurement. */
async function run(script: number[] | undefined, options: EmbedOptions, epochs: number) {
  const o = readOptions({ dim: 4, ...options });
  const random = sources(1);
  const state = startLearning(names, o, random);
  const at: Checkpoint = { of: "", phase: "learn", state, best: null, log: [], ranked: null };
  let measurements = 0;
  const validate = () => ({ mrr: script![measurements++] ?? 0, hitsAt1: 0, hitsAt3: 0, hitsAt10: 0 });
  const plan: PhasePlan = { epochs, rate: 0.01, transeEpochs: 1, epochsAfter: 0, ...(script && { validate }) };
  await runPhase(
    at,
    prepareLessons(state, triples, [], () => [], undefined),
    plan,
    o,
    { random },
  );
  return at;
}

test("training stops after `patience` measurements without a better one, and goes back to the best", async () => {
  const how: EmbedOptions = { evaluateEvery: 2, patience: 2, schedule: "constant" };
  const stopped = await run([0.1, 0.3, 0.2, 0.3, 0.9], how, 20);
  expect(stopped.log).toHaveLength(8); // best after epoch 4; those after 6 and 8 are no better
  expect(stopped.log.filter(({ validation }) => validation).map(({ epoch }) => epoch)).toEqual([2, 4, 6, 8]);
  expect(stopped.state.epoch).toBe(4);
  const four = await run(undefined, how, 4);
  expect(stopped.state).toEqual(four.state);
});

test("while it gets better it runs to its end, which is measured too", async () => {
  const at = await run([0.1, 0.2, 0.3, 0.4], { evaluateEvery: 3, patience: 1 }, 10);
  expect(at.log.filter(({ validation }) => validation).map(({ epoch }) => epoch)).toEqual([3, 6, 9, 10]);
  expect(at.state.epoch).toBe(10);
});

test("without validation the last epoch counts", async () => {
  const at = await run(undefined, { evaluateEvery: 1, patience: 1 }, 5);
  expect(at.state.epoch).toBe(5);
  expect(at.log.every(({ validation }) => validation === undefined)).toBe(true);
});

test("the rate falls in a line, so that one epoch more would have none, or stays", async () => {
  const falling = await run(undefined, {}, 4);
  expect(falling.log.map(({ rate }) => rate)).toEqual([0.01, 0.0075, 0.005, 0.0025]);
  const level = await run(undefined, { schedule: "constant" }, 3);
  expect(level.log.map(({ rate }) => rate)).toEqual([0.01, 0.01, 0.01]);
});
