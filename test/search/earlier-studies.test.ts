import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type EarlierStudy,
  earlierSteps,
  type Search,
  type SearchInput,
  schemeId,
  searches,
  type Trial,
} from "../../search/index.ts";
import { earlierStudies } from "../../server/bench/related-landscapes.ts";
import type { Relation } from "../../server/bench/relations.ts";
import { searchContract } from "../contracts/search.ts";
import { strategyIs } from "../ids.ts";
import { landscape } from "./landscape.ts";
import { seeded } from "./seeded.ts";

const seed = 3;

async function run(earlier: readonly EarlierStudy[], change: Partial<SearchInput> = {}): Promise<Trial[]> {
  const input = { ...landscape(seed), target: 0.3, maxLength: 5, trials: 12, random: seeded(seed), earlier };
  const trials: Trial[] = [];
  for await (const trial of searches.progressive({ ...input, ...change })) trials.push(trial);
  return trials;
}

/** A study of 40 steps on the test's landscape itself, where each AR is changed. */
async function studyOf(name: string, change: (ar: number) => number, apart = 0.5): Promise<EarlierStudy> {
  const input = { ...landscape(seed), target: 0.3, maxLength: 5, trials: 40, random: seeded(99) };
  const measured = [];
  for await (const trial of searches.progressive(input)) {
    if (trial.state === "complete") measured.push({ ...trial, ar: change(trial.ar) });
  }
  return { name, apart, steps: earlierSteps(measured) };
}

const ids = (trials: readonly Trial[]) => trials.map(({ scheme }) => schemeId(scheme));

let before: Promise<EarlierStudy> | undefined;
const informed: Search = async function* (input) {
  before ??= studyOf("before", (ar) => ar);
  yield* searches.progressive({ ...input, earlier: [await before] });
};
searchContract("progressive after earlier studies", informed, { readsVectors: true });

test("a copy of the task's own results gets most of the weight after ten steps, reversed ones none", async () => {
  const reversed = (name: string) => studyOf(name, (ar) => -ar - 0.3);
  const studies = [await studyOf("copy", (ar) => ar), await reversed("reversed"), await reversed("also reversed")];
  const { earlierWeights } = (await run(studies)).at(-1)!;
  expect(earlierWeights!.copy).toBeGreaterThan(0.5);
  expect(earlierWeights!.reversed! + earlierWeights!["also reversed"]!).toBeLessThan(0.02);
});

test("weights are shares; until five steps are measured only a study of the same task counts, for 0.3", async () => {
  const studies = [await studyOf("same", (ar) => ar, 0), await studyOf("other", (ar) => ar)];
  const weights = (await run(studies)).map(({ earlierWeights }) => earlierWeights!);
  for (const { same, other } of weights) {
    expect(Math.min(same!, other!)).toBeGreaterThanOrEqual(0);
    expect(same! + other!).toBeLessThanOrEqual(1 + 1e-9);
  }
  for (const each of weights.slice(0, 5)) expect(each).toEqual({ same: 0.3, other: 0 });
  expect(weights[5]!.other).toBeGreaterThan(0);
});

test("the order of the studies has no influence, and studies that are not alike or teach nothing have none either", async () => {
  const { trials, studies } = await after("related", 4);
  expect(await run(studies.toReversed())).toEqual(trials);
  const elsewhere = { scheme: [strategyIs("Elsewhere(HP1=1)")], before: { ar: 0, pr: 0 }, after: { ar: 0, pr: 0.1 } };
  const empty = [
    { name: "empty", apart: 0, steps: [] },
    { name: "elsewhere", apart: 0, steps: [elsewhere] },
  ];
  expect(await run([...studies, ...empty])).toEqual(trials);
  const alone = await run([]);
  expect(ids(await run(empty))).toEqual(ids(alone));
  expect(ids(trials).slice(0, 5)).toEqual(ids(alone).slice(0, 5)); // too different to count before anything is known
  expect(ids(trials)).not.toEqual(ids(alone));
});

test("the other searches have no use for them", async () => {
  const earlier = [await studyOf("before", (ar) => ar, 0)];
  for (const name of ["recurrent", "paper", "evolution"] as const) {
    const trials = async (known: readonly EarlierStudy[]) => {
      const input = { ...landscape(seed), target: 0.3, maxLength: 5, trials: 6, random: seeded(seed), earlier: known };
      const made: Trial[] = [];
      for await (const trial of searches[name](input)) made.push(trial);
      return made;
    };
    expect(await trials(earlier)).toEqual(await trials([]));
  }
});

test("steps are those whose parent was measured too, at most forty, over the study's whole course", () => {
  const scheme = fc.array(fc.constantFrom(...["A(x=1)", "A(x=2)", "B(x=1)"].map(strategyIs)), {
    minLength: 1,
    maxLength: 4,
  });
  const rate = fc.double({ min: -1, max: 1, noNaN: true });
  const measured = fc.uniqueArray(fc.record({ scheme, ar: rate, pr: rate }), {
    selector: ({ scheme }) => scheme.join(),
    maxLength: 110,
  });
  fc.assert(
    fc.property(measured, (all) => {
      const steps = earlierSteps(all);
      const parentOf = (of: { scheme: readonly string[] }) =>
        of.scheme.length === 1
          ? { ar: 0, pr: 0 }
          : all.find((other) => other.scheme.join() === of.scheme.slice(0, -1).join());
      const having = all.filter((each) => parentOf(each));
      expect(steps).toHaveLength(Math.min(40, having.length));
      for (const step of steps) {
        const own = all.find((other) => other.scheme === step.scheme)!;
        expect(step.after).toEqual({ ar: own.ar, pr: own.pr });
        expect(parentOf(step)).toMatchObject(step.before);
      }
      const places = steps.map((step) => having.findIndex((each) => each.scheme === step.scheme));
      expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
      if (places.length > 0) expect(places.at(-1)! / having.length).toBeGreaterThan(0.9 - 1 / having.length);
    }),
  );
});

async function after(relation: Relation, studies: number) {
  const known = await earlierStudies(seed, { relation, studies, steps: 30 });
  return { studies: known, trials: await run(known) };
}
