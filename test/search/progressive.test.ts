import { expect, test } from "vitest";
import {
  type Candidate,
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

test("it predicts from its second trial on, within what can be", async () => {
  const trials = await run(searches.progressive, 4, { trials: 30 });
  expect(trials[0]).not.toHaveProperty("predicted");
  for (const { predicted } of trials.slice(1)) {
    expect(predicted!.arStep).toBeGreaterThanOrEqual(-1);
    expect(predicted!.prStep).toBeGreaterThanOrEqual(0);
    expect(predicted!.prStep).toBeLessThanOrEqual(1);
  }
});

test("its predictions get better with what it measures", async () => {
  const errors = { early: [] as number[], late: [] as number[], none: [] as number[], removed: [] as number[] };
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    for (const trial of (await run(searches.progressive, seed)).filter(isComplete)) {
      if (!trial.predicted) continue;
      errors[trial.number <= 16 ? "early" : "late"].push(Math.abs(trial.predicted.arStep - trial.arStep!));
      if (trial.number > 16) errors.none.push(Math.abs(trial.arStep!));
      if (trial.number > 16) errors.removed.push(Math.abs(trial.predicted.prStep - trial.prStep!));
    }
  }
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  expect(mean(errors.late)).toBeLessThan(mean(errors.early));
  expect(mean(errors.late)).toBeLessThan(mean(errors.none)); // always saying 0
  expect(mean(errors.removed)).toBeLessThan(0.06); // measured 0.046: the landscapes' cuts are relative
});

test("the order of the candidates has no influence", async () => {
  const { candidates } = landscape(5);
  const ids = (trials: Trial[]) => trials.map(({ scheme }) => schemeId(scheme));
  const change = (list: readonly Candidate[]) => ({ candidates: list, trials: 20 });
  const expected = ids(await run(searches.progressive, 5, change(candidates)));
  expect(ids(await run(searches.progressive, 5, change(candidates.toReversed())))).toEqual(expected);
  expect(
    ids(await run(searches.progressive, 5, change([...candidates.slice(70), ...candidates.slice(0, 70)]))),
  ).toEqual(expected);
});

test("in batches, what is under way counts as what is expected of it: no two of a batch are much alike", async () => {
  const { candidates } = landscape(5);
  const byId = new Map(candidates.map((candidate) => [candidate.id, candidate]));
  const kinds = (trials: Trial[]) =>
    trials.map(({ scheme }) => {
      const { method, share } = byId.get(scheme.at(-1)!)!;
      return `${schemeId(scheme.slice(0, -1))} ${method} ${share}`;
    });
  for (const seed of [1, 2, 3]) {
    const trials = await run(searches.progressive, seed, { trials: 24, batch: 6 });
    for (let from = 0; from < 24; from += 6) {
      expect(new Set(kinds(trials.slice(from, from + 6))).size).toBeGreaterThanOrEqual(4);
    }
    const states = new Map(trials.map(({ scheme, number }) => [schemeId(scheme), number]));
    for (const { parent, number } of trials) {
      // What it extends was measured in an earlier batch.
      const before = states.get(schemeId(parent)) ?? 0;
      expect(Math.ceil(before / 6)).toBeLessThan(Math.ceil(number / 6));
    }
  }
});

test("in batches too, the order of the candidates has no influence", async () => {
  const { candidates } = landscape(5);
  const ids = async (list: readonly Candidate[]) =>
    (await run(searches.progressive, 5, { candidates: list, trials: 20, batch: 4 })).map(({ scheme }) =>
      schemeId(scheme),
    );
  expect(await ids(candidates.toReversed())).toEqual(await ids(candidates));
});

test("told of costs, it covers more of the three objectives than when it is not, on most of ten landscapes", async () => {
  const volumes: { told: number; untold: number }[] = [];
  for (let seed = 1; seed <= 10; seed++) {
    const { base, evaluate } = landscape(seed, true);
    const covered = async (change: Partial<SearchInput>) => {
      const trials = await run(searches.progressive, seed, { evaluate, ...change, trials: 30 });
      const points = await Promise.all(trials.map(async ({ scheme }) => evaluate(scheme)));
      return hypervolume(
        points.flatMap((point) =>
          point.state === "failed"
            ? []
            : [
                [
                  point.accuracy / base.accuracy - 1,
                  1 - point.parameters / base.parameters,
                  1 - point.cost! / base.cost!,
                ],
              ],
        ),
        [-0.2, 0, 0],
      );
    };
    volumes.push({ told: await covered({ base }), untold: await covered({}) });
  }
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  expect(mean(volumes.map(({ told, untold }) => told / untold))).toBeGreaterThan(1);
  expect(volumes.filter(({ told, untold }) => told > untold).length).toBeGreaterThanOrEqual(6);
});

test("with a third objective too, the order of the candidates has no influence", async () => {
  const { candidates, ...given } = landscape(5, true);
  const ids = async (list: readonly Candidate[]) =>
    (await run(searches.progressive, 5, { ...given, candidates: list, trials: 20 })).map(({ scheme }) =>
      schemeId(scheme),
    );
  expect(await ids(candidates.toReversed())).toEqual(await ids(candidates));
});

test("a method that never runs is left after a few failures", async () => {
  const { evaluate } = landscape(6);
  const trials = await run(searches.progressive, 6, {
    evaluate: async (scheme) =>
      scheme.some((id) => id.startsWith("M3")) ? { state: "failed", failure: "It can't." } : evaluate(scheme),
  });
  expect(trials.filter(({ state }) => state === "failed").length).toBeLessThanOrEqual(6);
});

test("what knowledge expects is where it begins, and is given up where it is wrong", async () => {
  const { candidates } = landscape(7);
  // Of methods M0 to M5 one is praised, or the truth is turned around.
  const praised = (method: string) =>
    candidates.map((candidate) => ({ ...candidate, expected: candidate.method === method ? 0.05 : -0.2 }));
  for (const method of ["M0", "M4"]) {
    const [first] = await run(searches.progressive, 7, { candidates: praised(method), trials: 1 });
    expect(first!.scheme[0]).toMatch(new RegExp(`^${method}`));
  }
  const area = async (change: Partial<SearchInput>) =>
    hypervolume(
      (await run(searches.progressive, 7, change)).filter(isComplete).map(({ ar, pr }) => [ar, pr]),
      [-0.2, 0],
    );
  const without = await area({});
  for (const method of ["M0", "M1", "M2", "M3", "M4", "M5"]) {
    expect(await area({ candidates: praised(method) })).toBeGreaterThan(without - 0.03);
  }
});

test.each([
  [{ parents: 0 }, "parents must be a whole number of at least 1, not 0"],
  [{ randomParents: -1 }, "randomParents must be a whole number, not -1"],
  [{ vectorWeight: 2 }, "vectorWeight must be a fraction in [0, 1], not 2"],
  [{ floor: 0.5 }, "floor must be a fraction in [-1, 0), not 0.5"],
  [{ below: 1.5 }, "below must be a fraction in [0, 1], not 1.5"],
  [{ atTarget: Infinity }, "atTarget must be at least 0, not Infinity"],
])("options out of range are refused: %j", (options, sentence) => {
  expect(() => progressiveSearch(options)).toThrow(sentence);
});
