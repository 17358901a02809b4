import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Checkpoint } from "../../../embed/index.ts";
import { checkpointFile } from "../../../server/embedding/checkpoint-file.ts";

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "automc-test-checkpoint-"));
});
afterAll(() => rm(home, { recursive: true, force: true }));

/**
 * Learns in a process of its own; killed where it says that this epoch is done. Gives what it said.
 */
async function learnIn(file: string, killAfter?: number): Promise<string[]> {
  const script = join(import.meta.dirname, "learn-and-print.ts");
  const child = spawn(process.execPath, ["--import", "tsx", script, file], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "close");
  const said: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    said.push(line);
    if (line === `epoch ${killAfter}`) child.kill("SIGKILL");
  }
  await ended;
  return said;
}

test("learning that is killed twice goes on where it was, and ends with the same vectors", async () => {
  const whole = await learnIn(join(home, "whole"));
  const file = join(home, "killed");
  await learnIn(file, 7);
  const second = await learnIn(file, 33);
  const third = await learnIn(file);
  const first = (lines: string[]) => Number(lines[0]!.split(" ")[1]);
  expect(first(second)).toBeGreaterThan(7);
  expect(first(third)).toBeGreaterThan(33);
  expect(third.at(-1)).toMatch(/^vectors [0-9a-f]{64}$/);
  expect(third.at(-1)).toBe(whole.at(-1));
});

test("what is saved comes back bit for bit, once a while, and nothing is left beside it or after it", async () => {
  const folder = join(home, "folder");
  const path = join(folder, "x.checkpoint");
  const values = Float64Array.of(0.1 + 0.2, -0, Number.MIN_VALUE, 1e300);
  const saved = { of: "x", state: { model: { entities: values } } } as unknown as Checkpoint;
  const fresh = checkpointFile(path, () => {}, 0);
  expect(await fresh.load()).toBeUndefined();
  await fresh.save(saved);
  expect(await fresh.load()).toEqual(saved);
  await checkpointFile(path, () => {}, 60_000).save({ ...saved, of: "y" }); // too soon after it began
  expect((await fresh.load())!.of).toBe("x");
  expect(await readdir(folder)).toEqual(["x.checkpoint"]);
  await fresh.remove();
  expect(existsSync(path)).toBe(false);
});

test("a damaged file counts as none, and that is said", async () => {
  const path = join(home, "damaged");
  await writeFile(path, "not what V8 writes");
  const said: string[] = [];
  expect(await checkpointFile(path, (line) => said.push(line)).load()).toBeUndefined();
  expect(said.join()).toMatch(/cannot be read/);
});
