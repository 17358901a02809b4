import { rm } from "node:fs/promises";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { AccuracyNoise } from "../../../server/bench/accuracy-noise.ts";
import { automc, automcJson, environmentOf } from "../cli/command-line.ts";
import { temporaryHome } from "../temporary-home.ts";
import { tinyModel } from "../tiny.ts";

vi.setConfig({ testTimeout: 120_000 });

let home: string;
let environment: NodeJS.ProcessEnv;
beforeAll(async () => {
  home = await temporaryHome();
  environment = environmentOf(home);
  await tinyModel(home);
});
afterAll(() => rm(home, { recursive: true, force: true }));

interface Noise {
  step: string;
  imagesPerDraw: number;
  heldOut: number;
  accuracies: number[][];
  noise: AccuracyNoise;
}

test("a step is repeated for each seed and measured on each draw; the same call gives the same figures", async () => {
  const args = ["bench", "noise", "tiny", "--method", "L1 filters", "--epochs", "1", "--seeds", "1,2", "--draws", "3"];
  const first = await automcJson<Noise>(args, environment);
  expect(first.step).toBe("l1(remove=0.4,epochs=1)");
  expect(first.accuracies.map((row) => row.length)).toEqual([3, 3]);
  expect(first.heldOut).toBeGreaterThan(first.imagesPerDraw);
  for (const accuracy of first.accuracies.flat()) {
    const right = accuracy * first.imagesPerDraw;
    expect(Math.abs(right - Math.round(right))).toBeLessThan(1e-9);
  }
  const again = await automcJson<Noise>(args, environment);
  expect(again).toEqual(first);
  const { code, stdout } = await automc(args, environment);
  expect(code).toBe(0);
  expect(stdout).toMatch(/standard deviation by seed/);
});

test.each([
  ["one seed", ["--seeds", "4"], /two seeds/],
  ["an unknown method", ["--method", "magic"], /There is no method "magic"; there are .*NS/],
])("%s is refused in one sentence", async (_, args, says) => {
  const { code, stderr } = await automc(["bench", "noise", "tiny", ...args], environment);
  expect(code).toBe(2);
  expect(stderr).toMatch(says);
});
