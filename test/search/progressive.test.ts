import { expect, test } from "vitest";
import {
  dominates,
  hypervolume,
  progressiveSearch,
  type Search,
  type SearchInput,
  schemeId,
  searches,
  type Trial,
} from "../../search/index.ts";
import { landscape } from "./landscape.ts";
import { seeded } from "./seeded.ts";

const isComplete = (trial: Trial) => trial.state === "complete";

async function run(search: Search, seed: number, change: Partial<SearchInput> = {}): Promise<Trial[]> {
  const input = { ...landscape(seed), target: 0.3, maxLength: 5, trials: 40, random: seeded(seed), ...change };
  const trials: Trial[] = [];
  for await (const trial of search(input)) trials.push(trial);
  return trials;
}

test("over ten landscapes of 150 strategies, 40 evaluations each, it covers more than random search", async () => {
  const covered = async (search: Search, seed: number) =>
    hypervolume(
      (await run(search, seed)).filter(isComplete).map(({ ar, pr }) => [ar, pr] as const),
      [-0.2, 0], // a fifth of the accuracy lost is worth nothing; the whole is 0.2 · 1
    ) / 0.2;
  const figures: { ours: number; theirs: number }[] = [];
  for (let seed = 1; seed <= 10; seed++) {
    figures.push({ ours: await covered(searches.progressive, seed), theirs: await covered(searches.random, seed) });
  }
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  expect(mean(figures.map(({ ours, theirs }) => ours - theirs))).toBeGreaterThan(0.05); // measured 0.11
  expect(figures.filter(({ ours, theirs }) => ours > theirs).length).toBeGreaterThanOrEqual(8); // measured 9
});

test("it only ever extends START or a scheme it measured, by one step", async () => {
  const known = new Set(["START"]);
  for (const trial of await run(searches.progressive, 3, { trials: 30 })) {
    const { scheme, parent } = trial;
    expect(known).toContain(schemeId(parent));
    expect(scheme).toHaveLength(parent.length + 1);
    expect(trial).toMatchObject({ state: "complete", arStep: expect.any(Number), prStep: expect.any(Number) });
    known.add(schemeId(scheme));
  }
});

test("the picks of a round do not beat each other by the evaluator's predictions", async () => {
  const search = progressiveSearch({ evaluationsPerRound: 5, randomPick: 0 });
  const trials = await run(search, 4, { trials: 30 });
  const { base } = landscape(4);
  const measured = new Map([
    ["START", base],
    ...trials.filter(isComplete).map((t) => [schemeId(t.scheme), t.measured] as const),
  ]);
  expect(trials.slice(0, 5).every(({ predicted }) => predicted === undefined)).toBe(true);
  for (let round = 1; round < 6; round++) {
    // With 150 strategies and 8 schemes the predicted front has at least five members, so rounds
    // are full.
    const expected = trials.slice(5 * round, 5 * round + 5).map(({ parent, predicted }) => {
      const { accuracy, parameters } = measured.get(schemeId(parent))!;
      return [accuracy * (1 + predicted!.arStep), -parameters * (1 - predicted!.prStep)];
    });
    for (const a of expected) for (const b of expected) expect(dominates(a, b)).toBe(false);
  }
});

test("its predictions get better with what it measures", async () => {
  const errors: number[][] = [[], []];
  for (const seed of [1, 2, 3]) {
    for (const { number, predicted, prStep } of (await run(searches.progressive, seed)).filter(isComplete)) {
      if (predicted) errors[number <= 16 ? 0 : 1]!.push(Math.abs(predicted.prStep - prStep!));
    }
  }
  const [early, late] = errors.map((list) => list.reduce((sum, error) => sum + error, 0) / list.length);
  expect(late).toBeLessThan(early!);
});

test("options out of range are refused", () => {
  expect(() => progressiveSearch({ evaluationsPerRound: 0 })).toThrow("evaluationsPerRound must be a whole number");
  expect(() => progressiveSearch({ randomPick: 2 })).toThrow("randomPick must be a chance in [0, 1], not 2");
});
