import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { compareExport, scoresOf } from "../../../compress/export/parity.ts";
import type { LoadedExport } from "../../../compress/export/scores.ts";
import {
  countCost,
  type ExportFacts,
  type ExportRequest,
  exportFormats,
  exportModel,
  loadModel,
  type ModelCard,
  operators,
  removeChannels,
  saveModel,
} from "../../../compress/index.ts";
import { nativeBackend, tf } from "../../../compress/tensorflow.ts";
import { smallContext } from "../../contracts/operator.ts";

const root = resolve(import.meta.dirname, "../../..");
const normalisation = { mean: [0.4, 0.45, 0.5], std: [0.2, 0.25, 0.3] };
const classes = ["first", "second", "third", "fourth"];
let folder: string;
/**
 * Stored models: one as trained, one pruned, one with multi-segment activations, one that is
 * quantized, one in logits.
 */
let stored: Record<"original" | "pruned" | "lma" | "quantized" | "logits", { directory: string; hash: string }>;

function cardOf(model: tf.LayersModel, more: Partial<ModelCard> = {}): ModelCard {
  const { parameters, macs, flops } = countCost(model);
  return {
    network: "resnet8",
    width: 8,
    dataset: { name: "bands", sample: 0.5, path: "/home/someone/data" },
    images: 80,
    shape: [8, 8, 3],
    classes,
    normalisation,
    seed: 1,
    pretrainEpochs: 4,
    batchSize: 16,
    learningRate: 0.05,
    ...{ parameters, macs, flops },
    validationAccuracy: 0.75,
    testAccuracy: 0.625,
    original: null,
    scheme: [],
    ...more,
  };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "automc-test-export-model-"));
  const { model, context } = smallContext();
  const save = async (name: string, each: tf.LayersModel, more: Partial<ModelCard> = {}) => {
    const directory = join(folder, "stored", name);
    const { hash } = await saveModel(each, directory, cardOf(each, more));
    return { directory, hash };
  };
  const original = await save("original", model);
  const lineage = { original: original.hash, scheme: ["SFP(HP2=0.2,HP9=0.1,HP10=1)", "NS(HP1=0.1,HP2=0.04,HP6=0.9)"] };
  const pruned = await removeChannels(model, [{ group: "stage2-block1-conv1", channels: [0, 3, 5] }]);
  const apply = (id: string, params: unknown) =>
    operators[id]!.apply(model, operators[id]!.params.parse(params), context());
  const lma = await apply("distill", {
    student: "narrower",
    remove: 0.3,
    activation: "lma",
    segments: 6,
    epochs: 0.25,
  });
  const quantized = await apply("quantize", { dtype: "uint8" });
  const logits = logitNet();
  stored = {
    original,
    pruned: await save("pruned", pruned, { ...lineage, testAccuracy: 0.5 }),
    lma: await save("lma", lma, lineage),
    quantized: await save("quantized", quantized, lineage),
    logits: await save("logits", logits),
  };
  for (const each of [model, pruned, lma, quantized, logits]) each.dispose();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A network of a user's that gives logits. */
function logitNet(): tf.LayersModel {
  const { layers } = tf;
  const input = tf.input({ shape: [8, 8, 3] });
  const conv = layers.conv2d({ filters: 4, kernelSize: 3, activation: "relu" });
  const x = layers.flatten().apply(conv.apply(input)) as tf.SymbolicTensor;
  return tf.model({ inputs: input, outputs: layers.dense({ units: 4 }).apply(x) as tf.SymbolicTensor });
}

let exports = 0;
const quick = { leastRuns: 2, leastMs: 0, batchSizes: [1, 3] };
const request = (which: keyof typeof stored, format: ExportRequest["format"]): ExportRequest => ({
  format,
  stored: stored[which].directory,
  original: ["original", "logits"].includes(which) ? null : stored.original.directory,
  directory: join(folder, `export-${++exports}`),
  name: which,
  producer: "AutoMC 9.9.9",
  data: null,
  measure: quick,
});
const readme = (directory: string) => readFile(join(directory, "README.md"), "utf8");

describe.each(exportFormats)("%s", (format) => {
  test.each([
    "original",
    "pruned",
    "lma",
    "quantized",
    "logits",
  ] as const)("%s is written, gives the same when it is loaded again, and leaves nothing behind in memory", async (which) => {
    await rm((await exportAs(which)).directory, { recursive: true }); // the first run may fill caches
    const held = () => {
      const { binding } = nativeBackend();
      return [tf.memory().numTensors, binding.getNumOfTensors(), binding.getNumOfSavedModels()];
    };
    const before = held();
    const { facts, directory } = await exportAs(which);
    expect(held()).toEqual(before);
    expect(facts.hash).toBe(stored[which].hash);
    expect(facts.parity.images).toBe(20);
    expect(facts.parity.logits.most).toBeLessThanOrEqual(1e-4);
    if (which === "logits") expect(facts.parity.probabilities).toBeNull();
    else expect(facts.parity.probabilities!.most).toBeLessThanOrEqual(1e-4);
    const files = { tfjs: ["model.json", "weights.bin"], savedmodel: ["saved_model.pb"], onnx: ["model.onnx"] }[format];
    expect((await readdir(directory)).sort()).toEqual(["README.md", ...files]);
    expect(facts.files.map(({ name }) => name)).toEqual(files);
  });

  async function exportAs(which: keyof typeof stored): Promise<{ facts: ExportFacts; directory: string }> {
    const asked = request(which, format);
    return { facts: await exportModel(asked), directory: asked.directory };
  }
});

test("TensorFlow.js' files are those that are stored, quantized ones too", async () => {
  const asked = request("quantized", "tfjs");
  await exportModel(asked);
  for (const file of ["model.json", "weights.bin"])
    expect(await readFile(join(asked.directory, file))).toEqual(await readFile(join(asked.stored, file)));
});

test("the card's head says library, data and results in YAML that needs no aliases, and its text the lineage, costs and figures", async () => {
  const asked = {
    ...request("pruned", "onnx"),
    data: { title: "Bands", source: "https://example.org/bands", licence: "CC0", citation: "nobody" },
  };
  const facts = await exportModel(asked);
  const text = await readme(asked.directory);
  const [, head, body] = /^---\n(.*?)---\n(.*)$/s.exec(text)!;
  expect(head).not.toMatch(/[&*]a1/);
  const result = (split: string, value: number) => ({
    task: { type: "image-classification", name: "Image Classification" },
    dataset: { type: "bands", name: "Bands", split },
    metrics: [{ type: "accuracy", value, name: `Accuracy on ${split} data` }],
  });
  expect(parse(head!)).toEqual({
    library_name: "onnx",
    pipeline_tag: "image-classification",
    tags: ["image-classification", "automc", "onnx", "model-compression"],
    datasets: ["bands"],
    metrics: ["accuracy"],
    "model-index": [{ name: "pruned", results: [result("test", 0.5), result("validation", 0.75)] }],
  });
  const inOrder = [
    stored.original.hash,
    "SFP(HP2=0.2,HP9=0.1,HP10=1)",
    "NS(HP1=0.1,HP2=0.04,HP6=0.9)",
    stored.pruned.hash,
  ];
  const places = inOrder.map((each) => body!.indexOf(each));
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(places[0]).toBeGreaterThan(0);
  const line = (start: string) => body!.split("\n").find((each) => each.startsWith(`| ${start}`));
  const whole = (value: number) => value.toLocaleString("en-US");
  const { original, cost, comparison, parity, files } = facts;
  expect(line("parameters")).toBe(
    `| parameters | ${whole(original!.cost.parameters)} | ${whole(cost.parameters)} | ${(100 * comparison!.parameters).toFixed(1)} % |`,
  );
  expect(line("FLOPs, one image")).toContain(`| ${whole(cost.flops)} |`);
  expect(line("on test data")).toBe("| on test data | 62.5 % | 50.0 % |");
  expect(line("latency p50 / p95, batch 3, one TensorFlow graph")).toContain(
    cost.latencies.find(({ batchSize, engine }) => batchSize === 3 && engine === "graph")!.p50Ms.toPrecision(3),
  );
  expect(line("`model.onnx`")).toContain(whole(files[0]!.bytes));
  expect(body).toContain(`Largest difference of a logit: ${parity.logits.most.toExponential(1)}`);
  expect(body).toContain("Licence of the data: CC0.");
  expect(body).toContain("mean 0.4, 0.45, 0.5 and std 0.2, 0.25, 0.3");
  expect(body).toContain("AutoMC 9.9.9");
  expect(body).not.toContain("/home/someone"); // where a user keeps his data is nobody's business
});

test("a card says where FLOPs fell and latency did not, what was rounded, and that data are not known", async () => {
  const asked = { ...request("pruned", "savedmodel"), measure: { ...quick, now: steady() } };
  await exportModel(asked);
  expect(await readme(asked.directory)).toContain("FLOPs fell, latency did not");
  expect(await readme(asked.directory)).toContain("Its source and licence are not known here");
  const quantized = request("quantized", "onnx");
  await exportModel(quantized);
  expect(await readme(quantized.directory)).toContain("with the values that quantization rounded them to");
});

/** A clock by which everything takes a millisecond. */
function steady(): () => number {
  let time = 0;
  return () => time++;
}

/** What the JavaScript in a card gives for an image, run as a user would. */
async function classify(directory: string, replace: (code: string) => string, image: Uint8Array) {
  const code = /```js\n(.*?)\n```/s.exec(await readme(directory))![1]!;
  const place = join(folder, `run-${++exports}`);
  await mkdir(place);
  await symlink(join(root, "node_modules"), join(place, "node_modules"));
  for (const file of await readdir(directory)) await cp(join(directory, file), join(place, file));
  const call = `console.log("class:", await classify(Uint8Array.from(${JSON.stringify([...image])})));`;
  await writeFile(join(place, "run.mjs"), `${replace(code)}\n${call}\n`);
  const { stdout } = await promisify(execFile)(process.execPath, ["run.mjs"], { cwd: place, timeout: 50_000 });
  return /class: (.*)/.exec(stdout)![1];
}

/** What the stored model itself gives. */
async function expected(which: keyof typeof stored, image: Uint8Array): Promise<string> {
  const { model } = await loadModel(stored[which].directory);
  const best = tf.tidy(() => {
    const images = tf.tensor(image, [1, 8, 8, 3], "float32").div(255).sub(normalisation.mean).div(normalisation.std);
    return (model.predict(images) as tf.Tensor).argMax(1).dataSync()[0]!;
  });
  model.dispose();
  return classes[best]!;
}

const images = [7, 31, 113].map((factor) => Uint8Array.from({ length: 192 }, (_, i) => (i * i * factor) % 256));

test.each([
  "pruned",
  "lma",
  "logits",
] as const)("the code in the ONNX card of %s classifies an image", async (which) => {
  const asked = request(which, "onnx");
  await exportModel(asked);
  for (const image of images.slice(0, 2))
    expect(await classify(asked.directory, (code) => code, image)).toBe(await expected(which, image));
});

test.each([
  "pruned",
  "lma",
  "quantized",
] as const)("the code in the TensorFlow.js card of %s classifies an image in plain TensorFlow.js", async (which) => {
  const asked = request(which, "tfjs");
  await exportModel(asked);
  const text = await readme(asked.directory);
  expect(text.includes("class LightMultiSegmentActivation")).toBe(which === "lma"); // no layer of ours elsewhere
  const server = createServer(async (incoming, response) =>
    response.end(await readFile(join(asked.directory, incoming.url!.split("/").at(-1)!))),
  );
  await new Promise<void>((ready) => void server.listen(0, "127.0.0.1", ready));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/model.json`;
  try {
    for (const image of images)
      expect(await classify(asked.directory, (code) => code.replace('"model.json"', `"${address}"`), image)).toBe(
        await expected(which, image),
      );
  } finally {
    server.close();
  }
});

/** An export that gives what the model gives, and something more at one place of each batch. */
function off(model: tf.LayersModel, by: number, where: (length: number) => number[]): LoadedExport {
  return {
    program: "a liar",
    async run(given) {
      const { logits, probabilities } = scoresOf(model, given);
      for (const at of where(logits.length)) logits[at]! += by;
      return { logits, probabilities };
    },
    close: async () => {},
  };
}

describe("compareExport", () => {
  const options = { what: "The model as a lie", normalisation };

  test("one logit that is off by more than the bound is found, wherever it is, and so is one that is no number", async () => {
    const { model } = smallContext();
    const live = tf.memory().numTensors;
    expect(
      await compareExport(
        model,
        off(model, 0, () => []),
        options,
      ),
    ).toMatchObject({
      images: 20,
      logits: { most: 0, allowed: 1e-4 },
      onBorder: 0,
    });
    for (const by of [2e-4, Number.NaN])
      for (const at of [(length: number) => [length - 1], () => [0]])
        await expect(compareExport(model, off(model, by, at), options)).rejects.toMatchObject({
          code: "export_differs",
          message: expect.stringMatching(
            /^The model as a lie returns other results than the model: logits differ .*nothing was exported\.$/,
          ),
        });
    expect(
      (
        await compareExport(
          model,
          off(model, 5e-5, () => [0]),
          options,
        )
      ).logits.most,
    ).toBeGreaterThan(1e-5);
    expect(tf.memory().numTensors).toBe(live);
    model.dispose();
  });

  test("an export without probabilities, or with fewer numbers, is found", async () => {
    const { model } = smallContext();
    const exact = off(model, 0, () => []);
    const without = { ...exact, run: async (x: tf.Tensor) => ({ ...(await exact.run(x)), probabilities: null }) };
    const short = { ...exact, run: async (x: tf.Tensor) => ({ ...(await exact.run(x)), logits: new Float32Array(1) }) };
    for (const wrong of [without, short])
      await expect(compareExport(model, wrong, options)).rejects.toMatchObject({ code: "export_differs" });
    model.dispose();
  });
});

describe("an export that cannot be made leaves the folder as it was", () => {
  /** A stored model with a layer that no ONNX rule knows. */
  async function odd(): Promise<string> {
    const { layers } = tf;
    const input = tf.input({ shape: [8, 8, 3] });
    const x = layers
      .repeatVector({ name: "odd", n: 2 })
      .apply(layers.globalAveragePooling2d({}).apply(input)) as tf.SymbolicTensor;
    const outputs = layers.dense({ units: 4 }).apply(layers.flatten().apply(x)) as tf.SymbolicTensor;
    const model = tf.model({ inputs: input, outputs });
    const directory = join(folder, "stored", `odd-${++exports}`);
    await saveModel(model, directory, { ...cardOf(plain), network: "odd" });
    model.dispose();
    return directory;
  }
  let plain: tf.LayersModel; // whose card the odd one, which cannot be counted, has
  beforeAll(() => {
    plain = smallContext().model;
  });
  afterAll(() => plain.dispose());

  test.each(["new", "empty"])("a %s folder", async (kind) => {
    const asked = { ...request("original", "onnx"), stored: await odd(), original: null };
    if (kind === "empty") await mkdir(asked.directory);
    const live = tf.memory().numTensors;
    await expect(exportModel(asked)).rejects.toMatchObject({
      code: "unsupported_layer",
      message: expect.stringMatching(/Layer odd \(RepeatVector\) cannot be exported to ONNX/),
    });
    expect(tf.memory().numTensors).toBe(live);
    if (kind === "empty") expect(await readdir(asked.directory)).toEqual([]);
    else await expect(readdir(asked.directory)).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("a folder with something in it is refused, and nothing in it is touched", async () => {
    const asked = request("original", "tfjs");
    await mkdir(asked.directory);
    await writeFile(join(asked.directory, "mine.txt"), "mine");
    await expect(exportModel(asked)).rejects.toMatchObject({
      code: "bad_params",
      message: expect.stringContaining(asked.directory),
    });
    expect(await readdir(asked.directory)).toEqual(["mine.txt"]);
  });

  test("an original that is damaged is found, after the files were written", async () => {
    const damaged = join(folder, "stored", `damaged-${++exports}`);
    await cp(stored.original.directory, damaged, { recursive: true });
    await writeFile(join(damaged, "weights.bin"), "short");
    const asked = { ...request("pruned", "onnx"), original: damaged };
    const live = tf.memory().numTensors;
    await expect(exportModel(asked)).rejects.toMatchObject({ code: "damaged_model" });
    await expect(readdir(asked.directory)).rejects.toMatchObject({ code: "ENOENT" });
    expect(tf.memory().numTensors).toBe(live);
  });
});
