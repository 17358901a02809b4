import { rm } from "node:fs/promises";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Sensitivity } from "../../../compress/index.ts";
import { temporaryHome } from "../temporary-home.ts";
import { tinyModel } from "../tiny.ts";
import { automc, automcJson, environmentOf } from "./command-line.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let home: string;
let environment: NodeJS.ProcessEnv;
beforeAll(async () => {
  home = await temporaryHome();
  environment = environmentOf(home);
  await tinyModel(home);
});
afterAll(() => rm(home, { recursive: true, force: true }));

test("compress sensitivity prints a curve for each group, as JSON and as a table", async () => {
  const command = ["compress", "sensitivity", "tiny", "--score", "l2", "--images", "20", "--recalibrate", "1"];
  const found = await automcJson<Sensitivity>(command, environment);
  expect(found.images).toBe(20);
  expect(found.curves.length).toBeGreaterThan(5);
  for (const { points } of found.curves) {
    expect(points.map(({ rate }) => rate)).toEqual([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]);
    for (const { accuracy } of points) expect(Number.isInteger(Math.round(accuracy * 1e6) / 5e4)).toBe(true); // of 20 images
  }
  const { code, stdout } = await automc(command, environment);
  expect(code).toBe(0);
  expect(stdout).toMatch(/group.*channels.*10 %.*90 %/);
  for (const { group } of found.curves) expect(stdout).toContain(group);
});

test("a score that does not exist is refused with those that do; compress without a verb still runs a scheme", async () => {
  const wrong = await automc(["compress", "sensitivity", "tiny", "--score", "best"], environment);
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringMatching(/no score "best"; known are l1, /) });
  const bare = await automc(["compress", "tiny"], environment);
  expect(bare).toMatchObject({ code: 2, stderr: expect.stringContaining("required option '--scheme <scheme>'") });
});
