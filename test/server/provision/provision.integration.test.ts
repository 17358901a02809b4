import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import {
  appendFile,
  cp,
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { type Config, processConfig, readConfig } from "../../../server/config.ts";
import { installedAddon, testAddon } from "../../../server/provision/addon.ts";
import { chooseVariant } from "../../../server/provision/gpu.ts";
import { ensureNeo4jJars, neo4jLibrary, verifyNeo4jJars } from "../../../server/provision/neo4j-jars.ts";
import type { Progress } from "../../../server/provision/progress.ts";
import { ensureNative, provision } from "../../../server/provision/provision.ts";
import { fetchTensorflow, nativeFolder } from "../../../server/provision/tensorflow.ts";
import { temporaryHome } from "../temporary-home.ts";

vi.setConfig({ testTimeout: 180_000 });

const real: Config = { ...processConfig(), neo4j: "embedded", native: "cpu" };
const folder = await mkdtemp(join(tmpdir(), "automc-test-provision-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

const newHome = async (): Promise<Config> => ({ ...real, home: await mkdtemp(join(folder, "home-")) });
const steps = (reports: Progress[]) => [...new Set(reports.map(({ step }) => step))];

test("a second set-up reports nothing and runs no program", async () => {
  const config = { ...real, home: await temporaryHome(), environment: { PATH: "/nowhere" } };
  const reports: Progress[] = [];
  await provision(config, (progress) => reports.push(progress));
  expect(reports).toEqual([]);
  await rm(config.home, { recursive: true });
});

test("jars: what was left half done is done again, by one of two processes that set up at once", async () => {
  const config = await newHome();
  const library = neo4jLibrary(config.home);
  await mkdir(library, { recursive: true });
  await writeFile(join(library, "half.jar"), "half a jar"); // no stamp: interrupted between the copy and its check
  await mkdir(join(library, "..", "download"));
  const reports: Progress[][] = [[], []];
  await Promise.all(reports.map((all) => ensureNeo4jJars(config, (progress) => all.push(progress))));
  expect(reports.map(steps).sort()).toEqual([[], [1]]);
  expect(await verifyNeo4jJars(library)).toEqual([]);
  expect(await readdir(join(library, ".."))).toEqual(["jars.done", "lib"]);
});

test("jars: one that was changed, is missing or is not ours is named", async () => {
  const library = join(folder, "jars");
  await mkdir(library);
  const names = await readdir(neo4jLibrary(real.home));
  const [changed, cut, gone] = names as [string, string, string];
  for (const name of names) await link(join(neo4jLibrary(real.home), name), join(library, name));
  expect(await verifyNeo4jJars(library)).toEqual([]);
  await replace(join(library, changed), (bytes) => bytes.fill(0, 100, 101));
  await replace(join(library, cut), (bytes) => bytes.subarray(1));
  await rm(join(library, gone));
  await writeFile(join(library, "other.jar"), "");
  expect((await verifyNeo4jJars(library)).sort()).toEqual(
    [
      `${changed} has another SHA-256`,
      `${cut} has another size`,
      `${gone} is missing`,
      "other.jar is not in the lock",
    ].sort(),
  );
});

test("native: set-up goes on where it stopped", async () => {
  const config = await newHome();
  const from = nativeFolder(real.home, "cpu");
  const to = nativeFolder(config.home, "cpu");
  await mkdir(to, { recursive: true });
  await symlink(await realpath(join(from, "library")), join(to, "library"));
  for (const name of await readdir(from)) {
    // Everything was finished but the test of the addon.
    if (name.endsWith(".node") || name === "library.done" || name === "built.done")
      await cp(join(from, name), join(to, name));
  }
  const reports: Progress[] = [];
  expect(await ensureNative(config, (progress) => reports.push(progress))).toBe("cpu");
  expect(steps(reports)).toEqual([5]);
  reports.length = 0;
  await ensureNative(config, (progress) => reports.push(progress));
  expect(reports).toEqual([]);
});

test("native: wheels that are there are not downloaded again, and a half unpacked library is thrown away", async () => {
  const config = await newHome();
  const to = nativeFolder(config.home, "cpu");
  await mkdir(join(to, "wheels"), { recursive: true });
  await mkdir(join(to, "library.partial"));
  await writeFile(join(to, "library.partial", "half"), "");
  const [wheel] = (await readFile("server/provision/tensorflow-cpu.lock.txt", "utf8"))
    .split("\n")
    .filter((l) => /^tensor/.test(l));
  await writeFile(join(to, "wheels", "wheel-0.done"), wheel!);
  // A wheel as small as can be; any shared library stands for TensorFlow's, since none is loaded.
  const wanted = ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2", "include/tensorflow/c/c_api.h"];
  const script = `import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as z:
    for name in sys.argv[3:] + ["python/unwanted.py"]: z.write(sys.argv[2], "tensorflow/" + name)`;
  execFileSync("python3", ["-c", script, join(to, "wheels", "tensorflow.whl"), installedAddon(), ...wanted]);
  const reports: Progress[] = [];
  await fetchTensorflow(config, "cpu", (progress) => reports.push(progress));
  expect(steps(reports)).toEqual([3]);
  expect((await readdir(to)).sort()).toEqual(["library", "library.done"]);
  expect((await readdir(join(to, "library"), { recursive: true })).filter((name) => /\./.test(name)).sort()).toEqual([
    "include/tensorflow/c/c_api.h",
    "lib/libtensorflow_cc.so.2",
    "lib/libtensorflow_framework.so.2",
  ]);
  await fetchTensorflow(config, "cpu", (progress) => reports.push(progress));
  expect(steps(reports)).toEqual([3]);
});

test("native: an addon of another build in the package is replaced by ours, and the replaced file is not written to", async () => {
  const addon = installedAddon();
  const before = await readFile(addon);
  const held = join(folder, "held.node");
  await link(addon, held); // as a process holds it that has it open
  const other = `${addon}.other`;
  await cp(held, other);
  await appendFile(other, "another build"); // which still loads: tests beside this one may need it now
  await rename(other, addon);
  await ensureNative(real, () => {});
  expect((await readFile(addon)).equals(before)).toBe(true);
  expect((await readFile(held)).equals(before)).toBe(true);
  expect(await testAddon(real)).toMatchObject({ device: "CPU", path: addon });
});

test("native: an addon that can't be loaded is said to be so", async () => {
  const config = await newHome();
  // A Node that finds no library to load: the loader is told to look at an empty file first.
  const empty = join(config.home, "libtensorflow_cc.so.2");
  await writeFile(empty, "");
  const environment = { ...config.environment, LD_LIBRARY_PATH: config.home };
  await expect(testAddon({ ...config, environment })).rejects.toMatchObject({
    code: "provisioning_failed",
    message: expect.stringContaining(basename(empty)),
  });
});

test.each([
  ["mvn", /Maven .*apt-get install maven/, (config: Config) => ensureNeo4jJars(config, () => {})],
  ["python3", /Python 3 .*apt-get install python3/, (config: Config) => ensureNative(config, () => {})],
])("without %s, one sentence says how to get it", async (_tool, sentence, ensure) => {
  const config = { ...(await newHome()), environment: { PATH: "/nowhere" } };
  await expect(ensure(config)).rejects.toMatchObject({
    code: "missing_tool",
    message: expect.stringMatching(sentence),
  });
});

test("the GPU decides between the variants, unless one is set", async () => {
  const none = { ...real, native: "auto" as const, environment: { PATH: "/nowhere" } };
  expect(await chooseVariant(none)).toBe("cpu");
  const program = join(folder, "nvidia-smi");
  await writeFile(program, "#!/bin/sh\necho 'GPU 0: NVIDIA A100 (UUID: GPU-1)'\n", { mode: 0o755 });
  const gpu = { ...none, environment: { PATH: `${folder}:/bin` } };
  expect(await chooseVariant(gpu)).toBe("cuda");
  expect(await chooseVariant({ ...gpu, native: "cpu" })).toBe("cpu");
  expect(await ensureNative({ ...gpu, native: "none" }, () => {})).toBe("none");
});

test.each([
  [{ AUTOMC_PORT: "eighty" }, "AUTOMC_PORT"],
  [{ AUTOMC_HOME: "here" }, "AUTOMC_HOME"],
  [{ TFJS_NATIVE: "tpu" }, "TFJS_NATIVE"],
  [{ NEO4J_URI: "http://localhost" }, "NEO4J_URI"],
  [{ NEO4J_URI: "bolt://localhost" }, "NEO4J_PASSWORD"],
  [{ AUTOMC_TOKEN: "short" }, "AUTOMC_TOKEN"],
])("configuration %o is refused, naming %s", (environment, name) => {
  expect(() => readConfig(environment)).toThrow(
    expect.objectContaining({ code: "bad_input", message: expect.stringContaining(name) }),
  );
});

test("configuration: what is not set has a default, and a secret is not shown", () => {
  expect(readConfig({ HOME: "/home/her", AUTOMC_HOST: "" })).toMatchObject({
    home: "/home/her/.cache/automc",
    neo4j: "embedded",
    native: "auto",
    api: { host: "127.0.0.1" },
  });
  expect(readConfig({ XDG_CACHE_HOME: "/cache" }).home).toBe("/cache/automc");
  expect(() => readConfig({ AUTOMC_TOKEN: "hunter2" })).toThrow(
    expect.not.objectContaining({ message: expect.stringContaining("hunter2") }),
  );
});

/** Replaces a linked file, leaving the one it was linked to alone. */
async function replace(path: string, change: (bytes: Buffer) => Buffer): Promise<void> {
  const bytes = await readFile(path);
  await rm(path);
  await writeFile(path, change(bytes));
  expect(existsSync(path)).toBe(true);
}
