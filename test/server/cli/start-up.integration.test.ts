import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { documentSchema } from "../../../ingest/index.ts";
import { version } from "../../../server/version.ts";
import { automc, environmentOf, startAutomc } from "./command-line.ts";

vi.setConfig({ testTimeout: 60_000 });

// Other tests run commands inside their own process; these start `automc` as a user does, before
// anything was set up.
let home: string;
let environment: NodeJS.ProcessEnv;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "automc-test-start-up-"));
  environment = environmentOf(home);
});
afterAll(() => rm(home, { recursive: true, force: true }));

const commands: [command: string, code: number][] = [
  ["--version", 0],
  ["search run --help", 0],
  ["frobnicate", 2],
  ["model train resnet8 --epochs ten", 2],
  ["model ls --json", 0],
];
test.each(
  commands,
)("automc %s prints the same as a process and inside one, and ends with %i", async (command, code) => {
  const real = await startAutomc(command.split(" "), environment).ended;
  expect(real.code).toBe(code);
  expect(await automc(command.split(" "), environment)).toEqual(real);
});

test("it knows its version, and leaves nothing in AUTOMC_HOME", async () => {
  const untouched = join(home, "untouched");
  const { stdout } = await startAutomc(["--version"], environmentOf(untouched)).ended;
  expect(stdout).toBe(`${version}\n`);
  expect(existsSync(untouched)).toBe(false);
});

test("what stands on standard input is read, and a failure is one sentence and an exit code", async () => {
  const { code, stdout, stderr } = await startAutomc(["search", "run", "--request", "-"], environment, "{model:").ended;
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(/^automc: Standard input is not JSON.*\n$/);
});

test("a reader that goes away ends nothing early: automc … | head", async () => {
  const { child, ended } = startAutomc(["ingest", "schema"], environment);
  child.stdout!.destroy();
  await once(child, "exit");
  expect(await ended).toEqual({ code: 0, stdout: "", stderr: "" });
});

test("a schema comes out whole through a pipe", async () => {
  const { stdout } = await startAutomc(["ingest", "schema", "results"], environment).ended;
  expect(JSON.parse(stdout)).toEqual(documentSchema("results"));
});
