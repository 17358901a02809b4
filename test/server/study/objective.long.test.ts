import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { RecordedTrial } from "../../../graph/index.ts";
import { automc, automcJson } from "../cli/command-line.ts";
import { tinyStudies } from "../tiny-studies.ts";

vi.setConfig({ testTimeout: 180_000 });

let environment: NodeJS.ProcessEnv;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ environment, close } = await tinyStudies());
});
afterAll(() => close());

const search = (...more: string[]) => [
  ...["search", "run", "tiny", "--trials", "3", "--target", "0.1", "--max-length", "2", "--seed", "5"],
  ...more,
];
const trialsOf = async (name: string) =>
  (await automcJson<{ trials: RecordedTrial[] }>(["search", "show", name], environment)).trials;
/** Those that no other beats, by number. */
const unbeaten = (trials: readonly RecordedTrial[], rate: "fr" | "lr") => {
  const points = trials.filter(({ pr }) => pr !== null && pr >= 0.1);
  const of = (trial: RecordedTrial) => [trial.validationAr!, trial.pr!, trial[rate]!];
  return points
    .filter((own) => !points.some((other) => beats(of(other), of(own))))
    .map(({ number }) => number)
    .sort((a, b) => a - b);
};
const beats = (a: readonly number[], b: readonly number[]) =>
  a.every((value, i) => value >= b[i]!) && a.some((value, i) => value > b[i]!);
const numbers = (trials: readonly RecordedTrial[]) => trials.map(({ number }) => number).sort((a, b) => a - b);

test("a study by FLOPs too has the front of all three, and goes on as it began", async () => {
  const { code, stdout } = await automc(search("--objective", "flops", "--confirm", "1"), environment);
  expect(code).toBe(0);
  expect(stdout).toContain("progressive search by AR, PR and FR on");
  const [, picture] = /^The front as a picture: (\S+)$/m.exec(stdout)!;
  expect(await readFile(picture!, "utf8")).toMatch(/^<svg/);
  const name = "tiny-progressive-flops-5";
  const trials = await trialsOf(name);
  expect(trials.every(({ fr, latencyMs }) => fr !== null && latencyMs === null)).toBe(true);
  const best = await automcJson<RecordedTrial[]>(["search", "best", name], environment);
  expect(numbers(best)).toEqual(unbeaten(trials, "fr"));
  expect(best.every(({ confirmation }) => confirmation?.runs.length === 1)).toBe(true);
  expect((await automc(["search", "resume", name], environment)).code).toBe(0);
  expect((await automc(search("--objective", "flops", "--confirm", "1", "--resume"), environment)).code).toBe(0);
  const other = await automc(
    search("--name", name, "--objective", "latency", "--confirm", "1", "--resume"),
    environment,
  );
  expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining("has objective flops, not latency") });
});

test("a study by latency too measures it beside the original's, and is told the same when it is run again here", async () => {
  const { code, stdout } = await automc(search("--objective", "latency", "--confirm", "1"), environment);
  expect(code).toBe(0);
  expect(stdout).toMatch(/search by AR, PR and LR on/);
  expect(stdout).toMatch(/latency before .*after .*LR /);
  const trials = await trialsOf("tiny-progressive-latency-5");
  for (const { latencyMs, baseLatencyMs, lr } of trials) {
    expect(latencyMs).toBeGreaterThan(0);
    expect(lr).toBeCloseTo(1 - latencyMs! / baseLatencyMs!, 12);
  }
  const best = await automcJson<RecordedTrial[]>(["search", "best", "tiny-progressive-latency-5"], environment);
  expect(numbers(best)).toEqual(unbeaten(trials, "lr"));
  for (const { confirmation } of best) expect(confirmation!.runs.every(({ lr }) => lr !== null)).toBe(true);

  expect((await automc(search("--objective", "latency", "--name", "again"), environment)).code).toBe(0);
  const measured = (all: readonly RecordedTrial[]) =>
    all.map(({ scheme, latencyMs, lr }) => ({ scheme, latencyMs, lr }));
  expect(measured(await trialsOf("again"))).toEqual(measured(trials));
});

test("an objective that a search can't aim at is refused in one sentence", async () => {
  const { code, stderr } = await automc(search("--objective", "flops", "--algorithm", "paper"), environment);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^automc: The study request is wrong at objective: .*paper, chooses .*\.\n$/);
});
