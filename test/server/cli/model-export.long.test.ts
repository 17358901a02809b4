import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type ExportFacts, exportFormats } from "../../../compress/index.ts";
import { writeFolder } from "../../../server/artifacts/new-folder.ts";
import { Artifacts } from "../../../server/artifacts/store.ts";
import { processConfig } from "../../../server/config.ts";
import type { CompressJob, CompressResult } from "../../../server/training/jobs.ts";
import { TrainingProcess } from "../../../server/training/process.ts";
import { hashIs, strategyIs } from "../../ids.ts";
import { temporaryHome } from "../temporary-home.ts";
import { tinyModel } from "../tiny.ts";
import { automc, automcJson, environmentOf, startAutomc } from "./command-line.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });

let home: string;
let environment: NodeJS.ProcessEnv;
let tiny: Awaited<ReturnType<typeof tinyModel>>;
let pruned: CompressResult;
beforeAll(async () => {
  home = await temporaryHome();
  environment = environmentOf(home);
  tiny = await tinyModel(home);
  const training = new TrainingProcess(home, processConfig().environment);
  try {
    const steps = [{ operator: "prune", params: { score: "l2", remove: 0.3 } }];
    const job: CompressJob = {
      kind: "compress",
      model: hashIs(tiny.hash),
      original: hashIs(tiny.hash),
      scheme: [strategyIs("CUT")],
      steps,
      seed: 1,
    };
    pruned = await training.run<CompressResult>(job);
  } finally {
    training.close();
  }
  await new Artifacts(home).nameModel("pruned", pruned.hash);
});
afterAll(() => rm(home, { recursive: true, force: true }));

/** What stands in a folder, hidden or not. */
const inside = async (folder: string) => (await readdir(folder).catch(() => [])).sort();
const fresh = async (name: string) => {
  await mkdir(join(home, name));
  return join(home, name);
};

type Printed = ExportFacts & { path: string };

test.each(
  exportFormats,
)("model export writes %s where it is told, and prints what it found as JSON", async (format) => {
  const place = await fresh(`to-${format}`);
  const to = join(place, "deep", "down");
  const found = await automcJson<Printed>(["model", "export", "pruned", "--format", format, "--to", to], environment);
  expect(found).toMatchObject({ path: to, format, name: "pruned", hash: pruned.hash, comparison: expect.anything() });
  expect(found.original!.hash).toBe(tiny.hash);
  expect(found.parity.logits.most).toBeLessThanOrEqual(1e-4);
  expect(await inside(place)).toEqual(["deep"]); // nothing is left aside
  expect(await inside(to)).toEqual(["README.md", ...found.files.map(({ name }) => name)]);
  const card = await readFile(join(to, "README.md"), "utf8");
  expect(card).toContain(tiny.hash);
  expect(card).toContain("Creative Commons"); // the licence of the data, from the manifest
});

test("without --to it goes into ./NAME-FORMAT, and people get a table and one sentence about parity", async () => {
  const place = await fresh("here");
  const args = ["model", "export", tiny.hash.slice(0, 20), "--format", "onnx"];
  const { code, stdout } = await automc(args, environment, "", place);
  expect(code).toBe(0);
  const name = `${tiny.hash.slice(0, 12)}-onnx`;
  expect(await inside(place)).toEqual([name]);
  expect(stdout).toMatch(/│ model\.onnx +│ +\d+ │ +\d+ │/);
  expect(stdout).toMatch(
    /Loaded in onnxruntime [\d.]+, it returns the same: logits by at most \S+, probabilities by at most \S+ apart/,
  );
  expect(stdout).toContain(join(place, name));
});

describe("what can't be done is refused in one sentence, and nothing is written", () => {
  test.each([
    ["an unknown model", ["nobody", "--format", "onnx"], /No model "nobody" here \(known: pruned, tiny\)/],
    ["an unknown format", ["tiny", "--format", "pdf"], /'pdf' is invalid\. Allowed choices are tfjs, savedmodel, onnx/],
    ["no format", ["tiny"], /required option '--format <format>' not specified/],
  ])("%s", async (_, args, sentence) => {
    const place = await fresh(`refused-${args.join("")}`);
    const { code, stderr } = await automc(["model", "export", ...args], environment, "", place);
    expect(code).toBe(2);
    expect(stderr).toMatch(sentence);
    expect(await inside(place)).toEqual([]);
  });

  test("a folder that is not empty, and a file in the folder's place", async () => {
    const place = await fresh("full");
    await writeFile(join(place, "mine.txt"), "mine");
    const ask = (to: string) => automc(["model", "export", "tiny", "--format", "tfjs", "--to", to], environment);
    expect(await ask(place)).toMatchObject({ code: 2, stderr: expect.stringContaining(`${place} is not empty`) });
    expect(await ask(join(place, "mine.txt"))).toMatchObject({ code: 2, stderr: expect.stringContaining("ENOTDIR") });
    expect(await inside(place)).toEqual(["mine.txt"]);
  });

  test("a stored model that was damaged", async () => {
    const file = join(new Artifacts(home).modelDirectory(hashIs(tiny.hash)), "weights.bin");
    const whole = await readFile(file);
    const place = await fresh("damaged");
    await writeFile(
      file,
      whole.map((byte, at) => (at === 40 ? byte ^ 1 : byte)),
    );
    try {
      const args = ["model", "export", "tiny", "--format", "onnx", "--to", join(place, "out")];
      expect(await automc(args, environment)).toMatchObject({ code: 2, stderr: expect.stringContaining("damaged") });
    } finally {
      await writeFile(file, whole);
    }
    expect(await inside(place)).toEqual([]);
  });

  test("Ctrl-C in the middle", async () => {
    const place = await fresh("interrupted");
    const to = join(place, "out");
    const running = startAutomc(["model", "export", "tiny", "--format", "savedmodel", "--to", to], environment);
    await running.until("stderr", "exporting tiny");
    running.child.kill("SIGINT");
    expect((await running.ended).code).toBe(130);
    expect(await inside(place)).toEqual([]);
  });
});

describe("writeFolder", () => {
  test("shows a folder when it is whole, and no sooner; an empty one may stand there", async () => {
    const place = await fresh("whole");
    const folder = join(place, "it");
    await mkdir(folder);
    const answer = await writeFolder(folder, async (aside) => {
      await writeFile(join(aside, "one"), "1");
      expect(await inside(folder)).toEqual([]);
      return 7;
    });
    expect(answer).toBe(7);
    expect(await inside(place)).toEqual(["it"]);
    expect(await inside(folder)).toEqual(["one"]);
  });

  test("leaves nothing when writing fails, not even the folders above", async () => {
    const place = await fresh("failing");
    const failing = writeFolder(join(place, "a", "b"), async (aside) => {
      await writeFile(join(aside, "half"), "half");
      throw new Error("the disk is full");
    });
    await expect(failing).rejects.toThrow("the disk is full");
    expect(await inside(place)).toEqual([]);
  });

  test("does not overwrite what somebody else put there meanwhile", async () => {
    const place = await fresh("meanwhile");
    const folder = join(place, "it");
    const late = writeFolder(folder, async () => {
      await mkdir(folder);
      await writeFile(join(folder, "other"), "other");
    });
    await expect(late).rejects.toMatchObject({ code: "bad_input", message: expect.stringContaining("is not empty") });
    expect(await inside(place)).toEqual(["it"]);
    expect(await inside(folder)).toEqual(["other"]);
  });
});
