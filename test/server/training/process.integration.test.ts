import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { readModel } from "../../../server/artifacts/model.ts";
import { Artifacts } from "../../../server/artifacts/store.ts";
import { processConfig } from "../../../server/config.ts";
import { ServerError } from "../../../server/errors.ts";
import type { StageProgress } from "../../../server/progress.ts";
import type {
  CompressJob,
  CompressResult,
  MeasureResult,
  TrainJob,
  TrainResult,
} from "../../../server/training/jobs.ts";
import { TrainingProcess } from "../../../server/training/process.ts";
import { labelsRound, records, scratchFolder } from "../../datasets/records.ts";
import { hashIs, strategyIs } from "../../ids.ts";
import { temporaryHome } from "../temporary-home.ts";

vi.setConfig({ testTimeout: 120_000 });

let home: string;
let training: TrainingProcess;
let tiny: TrainResult;
beforeAll(async () => {
  home = await temporaryHome();
  training = new TrainingProcess(home, processConfig().environment);
  tiny = await training.run<TrainResult>(trainTiny);
});
afterAll(async () => {
  training.close();
  await rm(home, { recursive: true, force: true });
});

const trainTiny: TrainJob = {
  kind: "train",
  network: "resnet8",
  width: 4,
  dataset: { name: "mnist", sample: 0.05, validationFraction: 0.1 },
  epochs: 1,
  batchSize: 64,
  learningRate: 0.05,
  seed: 1,
};
const ns: CompressJob["steps"] = [
  { operator: "sparseTrain", params: { epochs: 0.1, strength: 0.0001 } },
  { operator: "prune", params: { score: "bnScale", allocation: "global", remove: 0.2, atMostPerLayer: 0.9 } },
  { operator: "fineTune", params: { epochs: 0.1 } },
];
const sfp: CompressJob["steps"] = [
  { operator: "softPrune", params: { score: "l2", remove: 0.2, epochs: 0.1, every: 1 } },
  { operator: "fineTune", params: { epochs: 0.1 } },
];
const compressBy = (steps: CompressJob["steps"], changes: Partial<CompressJob> = {}): CompressJob => ({
  kind: "compress",
  model: hashIs(tiny.hash),
  original: hashIs(tiny.hash),
  scheme: [strategyIs("a strategy")],
  steps,
  seed: 1,
  ...changes,
});

test("a network is trained, stored with its card, and measures again what its card says", async () => {
  const { card, hash } = tiny;
  expect(card).toMatchObject({
    network: "resnet8",
    width: 4,
    images: 500,
    pretrainEpochs: 1,
    original: null,
    scheme: [],
  });
  expect((await readModel(new Artifacts(home), hash)).card).toEqual(card);
  const { parameters, macs, flops, testAccuracy, validationAccuracy } = card;
  expect(await training.run<MeasureResult>({ kind: "measure", model: hash })).toEqual({
    parameters,
    macs,
    flops,
    testAccuracy,
    validationAccuracy,
  });
});

test.each([
  ["NS", ns],
  ["SFP", sfp],
])("%s really compresses it; the same seed in another process gives the same bytes, another seed others", async (_name, steps) => {
  const reported: StageProgress[] = [];
  const first = await training.run<CompressResult>(compressBy(steps), (progress) => void reported.push(progress));
  expect(first.parameters).toBeLessThan(0.83 * tiny.card.parameters);
  expect(first.flops).toBeLessThan(tiny.card.flops);
  expect(first.stages.map(({ operator }) => operator)).toEqual(steps.map(({ operator }) => operator));
  const last = first.stages.at(-1)!;
  expect([last.parameters, last.testAccuracy]).toEqual([first.parameters, first.testAccuracy]);
  const operators = steps.map(({ operator }) => operator);
  for (const { stage, done } of reported)
    expect([operators.includes(stage), done >= 0, done <= 1]).toEqual([true, true, true]);

  const weights = () => readFile(join(new Artifacts(home).modelDirectory(first.hash), "weights.bin"));
  const before = await weights();
  await rm(new Artifacts(home).modelDirectory(first.hash), { recursive: true });
  const elsewhere = new TrainingProcess(home, processConfig().environment);
  try {
    const again = await elsewhere.run<CompressResult>(compressBy(steps));
    expect(figures(again)).toEqual(figures(first));
    expect((await weights()).equals(before)).toBe(true);
    const other = await elsewhere.run<CompressResult>(compressBy(steps, { seed: 2 }));
    expect(other.hash).not.toBe(first.hash);
  } finally {
    elsewhere.close();
  }
});

/** A result without what a clock measured. */
const figures = ({ seconds: _, stages, ...rest }: CompressResult) => ({
  ...rest,
  stages: stages.map(({ seconds: _, ...stage }) => stage),
});

/** The process id of the training process, as the system knows it: a child of this one. */
async function pidOfTraining(): Promise<number> {
  const children = await readFile(`/proc/${process.pid}/task/${process.pid}/children`, "utf8");
  for (const pid of children.trim().split(" ")) {
    const command = await readFile(`/proc/${pid}/cmdline`, "utf8");
    if (command.includes("process.mjs\0training")) return Number(pid);
  }
  throw new Error("no training process runs");
}

test("a process that is killed in the middle of a job is replaced, and the job gives what it would have given", async () => {
  const undisturbed = await training.run<CompressResult>(compressBy(sfp));
  const first = await pidOfTraining();
  let kills = 0;
  const disturbed = training.run<CompressResult>(compressBy(sfp), () => {
    if (kills++ === 0) process.kill(first, "SIGKILL");
  });
  expect(figures(await disturbed)).toEqual(figures(undisturbed));
  expect(kills).toBeGreaterThan(1);
  expect(await pidOfTraining()).not.toBe(first);
});

test("a process that dies between two jobs is replaced for the next one", async () => {
  const first = await pidOfTraining();
  process.kill(first, "SIGKILL");
  await vi.waitFor(() => expect(pidOfTraining()).rejects.toThrow(), { timeout: 30_000 });
  const { parameters } = await training.run<MeasureResult>({ kind: "measure", model: tiny.hash });
  expect(parameters).toBe(tiny.card.parameters);
});

test("a job whose process is killed twice fails, and says how", async () => {
  const killing = training.run(compressBy(sfp), () => {
    pidOfTraining().then(
      (pid) => process.kill(pid, "SIGKILL"),
      () => {},
    );
  });
  await expect(killing).rejects.toMatchObject({
    code: "training_process_died",
    message: expect.stringMatching(/^The training process ended early \(SIGKILL\)\./),
  });
});

test("an abort ends the job at once with its reason, and the next job runs", async () => {
  const stop = new AbortController();
  const reason = new Error("enough");
  await expect(training.run(compressBy(ns), () => stop.abort(reason), stop.signal)).rejects.toBe(reason);
  await expect(training.run(compressBy(ns), () => {}, stop.signal)).rejects.toBe(reason);
  await vi.waitFor(() => expect(pidOfTraining()).rejects.toThrow(), { timeout: 30_000 });
  await training.run<MeasureResult>({ kind: "measure", model: tiny.hash });
});

test("what can't be done is refused with the sentence of the operator, the data set or the store", async () => {
  const tooMuch = [{ operator: "prune", params: { score: "l1", remove: 0.95 } }];
  const refusals: [CompressJob | TrainJob, RegExp, code?: string][] = [
    [compressBy(tooMuch), /^Cannot remove 0.95 of the original's parameters: .* 0.1 must stay\.$/, "scheme_refused"],
    [compressBy([{ operator: "distill", params: {} }]), /distill/, "scheme_refused"],
    [
      compressBy([{ operator: "prune", params: { score: "l1", remove: 0.1, evil: 1 } }]),
      /prune.*evil/,
      "scheme_refused",
    ],
    [compressBy(ns, { model: hashIs("f".repeat(64)) }), /f{64}/],
    [{ ...trainTiny, dataset: { name: "cifar10", path: "/nowhere", sample: 1, validationFraction: 0.1 } }, /\/nowhere/],
  ];
  for (const [job, says, code = "job_refused"] of refusals) {
    const failure = await training.run(job).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(ServerError);
    expect(failure).toMatchObject({ code, message: expect.stringMatching(says) });
    expect((failure as Error).message).not.toContain("\n");
  }
});

test("a flipped byte in a model that a scheme made is no refusal of the next scheme, and what mends it is said", async () => {
  const cut = [{ operator: "prune", params: { score: "l1", remove: 0.1 } }];
  const { hash } = await training.run<CompressResult>(compressBy(cut));
  const folder = new Artifacts(home).modelDirectory(hash);
  const bytes = await readFile(join(folder, "weights.bin"));
  bytes[1000]! ^= 1;
  await writeFile(join(folder, "weights.bin"), bytes);
  await expect(training.run(compressBy(cut, { model: hash }))).rejects.toMatchObject({
    code: "job_refused",
    message: `The stored model is damaged: ${folder}: its weights, topology or card are not those that were saved; a scheme made this model: remove its folder, and it is made again.`,
  });
});

test("data that changed since the original was trained are refused", async () => {
  const folder = scratchFolder();
  const write = (salt: number) =>
    Promise.all(
      ["train", "test"].map((part) => writeFile(join(folder, `${part}.bin`), records(labelsRound(40, 10), 1, salt))),
    );
  await write(0);
  const dataset = { name: "cifar10", path: folder, sample: 1, validationFraction: 0.25 } as const;
  const { hash } = await training.run<TrainResult>({ ...trainTiny, dataset });
  await write(1);
  training.close(); // a new process opens the files anew
  await expect(training.run(compressBy(ns, { model: hash, original: hash }))).rejects.toMatchObject({
    code: "job_refused",
    message: expect.stringContaining("are not the ones that this model was trained on"),
  });
});
