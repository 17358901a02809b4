import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type RecordedTrial, runOne, showStudy } from "../../../graph/index.ts";
import { automc, automcJson, startAutomc } from "../cli/command-line.ts";
import { type TinyStudies, tinyStudies } from "../tiny-studies.ts";

vi.setConfig({ testTimeout: 240_000 });

// Two homes: each study measures everything itself.
let homes: TinyStudies[];
beforeAll(async () => {
  homes = [await tinyStudies(), await tinyStudies()];
});
afterAll(async () => {
  for (const home of homes) await home.close();
});

const search = (name: string, workers: number) => [
  ...["search", "run", "tiny", "--trials", "6", "--target", "0.1", "--max-length", "2", "--seed", "5"],
  ...["--batch", "3", "--without", "studies", "--workers", `${workers}`, "--name", name],
];

async function trialsOf(name: string) {
  const { trials } = await automcJson<{ trials: RecordedTrial[] }>(["search", "show", name], homes[0]!.environment);
  return trials.map(({ number, scheme, state, artifact, evaluationKey, ar, pr, predictedArStep }) => ({
    ...{ number, scheme, state, artifact, evaluationKey, ar, pr, predictedArStep },
  }));
}

test("a study in batches has the same trials with one worker and with two, and when it is killed meanwhile", async () => {
  const killed = startAutomc(search("two", 2), homes[0]!.environment);
  await killed.until("stderr", /^ +1 {2}CUT/m);
  killed.child.kill("SIGKILL");
  await killed.ended;
  expect((await runOne(homes[0]!.graph, showStudy, { name: "two" })).trials).toBeLessThan(6);
  expect((await automc(search("one", 1), homes[1]!.environment)).code).toBe(0);
  expect((await automc(["search", "resume", "two", "--workers", "2"], homes[0]!.environment)).code).toBe(0);

  const one = await trialsOf("one");
  expect(one.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(one.filter(({ state }) => state === "complete").length).toBeGreaterThanOrEqual(3);
  expect(await trialsOf("two")).toEqual(one);
});
