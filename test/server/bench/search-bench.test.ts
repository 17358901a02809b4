import { expect, test } from "vitest";
import { schemeId, searches } from "../../../search/index.ts";
import { countSteps } from "../../../server/bench/count-steps.ts";
import { landscape } from "../../../server/bench/landscape.ts";
import { estimate, frontOf, score } from "../../../server/bench/score-steps.ts";
import { randomness } from "../../../server/randomness.ts";

const made = (variants = 1) => landscape(randomness(1)("landscape"), { variants });
const names = ["progressive", "random-extension", "random", "evolution"] as const;

test.each(names)("%s is stopped after exactly so many prefixes, each measured once", async (name) => {
  const asked: string[] = [];
  const counted = {
    ...made(),
    evaluate: (scheme: Parameters<ReturnType<typeof made>["evaluate"]>[0]) => {
      asked.push(schemeId(scheme));
      return made().evaluate(scheme);
    },
  };
  const { points, cpuSeconds } = await countSteps(searches[name], counted, { seed: 3, steps: 25, target: 0.3 });
  expect([points.length, cpuSeconds.length, asked.length, new Set(asked).size]).toEqual([25, 25, 25, 25]);
  // A prefix is measured before what begins with it.
  for (const [at, id] of asked.entries()) {
    const parent = id.split(" -> ").slice(0, -1).join(" -> ");
    if (parent !== "") expect(asked.slice(0, at)).toContain(parent);
  }
});

test.each(names)("%s in batches is stopped after exactly so many prefixes too", async (name) => {
  const { points } = await countSteps(searches[name], made(), { seed: 3, steps: 25, target: 0.3, batch: 4 });
  expect(points.filter(({ ar, pr }) => Number.isFinite(ar + pr))).toHaveLength(25);
});

test("a landscape has as many variants as asked, which do the same", async () => {
  const { candidates, evaluate } = made(3);
  expect(candidates).toHaveLength(450);
  const [a, b] = candidates.slice(0, 2);
  expect(await evaluate([a!.id])).toEqual(await evaluate([b!.id]));
});

test("a score has the area, the best at a reduction, and the distance to the best front known", () => {
  const points = [
    { ar: -0.1, pr: 0.4 },
    { ar: -0.2, pr: 0.4 },
    { ar: -0.3, pr: 0.7 },
  ];
  const { hypervolume, bestAt30, bestAt60, igdPlus, kneePr } = score(points, frontOf(points));
  expect(hypervolume).toBeCloseTo(0.4 * 0.4 + 0.2 * 0.3, 12); // the original has PR 0 and adds nothing
  expect([bestAt30, bestAt60, igdPlus, kneePr]).toEqual([-0.1, -0.3, 0, 0.4]);
  expect(score([], frontOf(points))).toMatchObject({ hypervolume: 0, bestAt30: -0.5, bestAt60: -0.5 });
  expect(score([], frontOf(points)).igdPlus).toBeGreaterThan(0);
});

test("an estimate is the mean and its standard error", () => {
  expect(estimate([1, 3])).toEqual({ mean: 2, standardError: 1 });
  expect(estimate([5])).toEqual({ mean: 5, standardError: 0 });
});
