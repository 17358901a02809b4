import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { onnxBytes, onnxLayers } from "../../../compress/export/onnx/write-onnx.ts";
import { buildFilled, type NamedArray } from "../../../compress/import/fill-weights.ts";
import { importableActivations } from "../../../compress/import/keras-activations.ts";
import { importableLayers, keptSettings } from "../../../compress/import/keras-layers.ts";
import { readTopology } from "../../../compress/import/keras-topology.ts";
import { Obstacles } from "../../../compress/import/obstacles.ts";
import { countCost, dependencyGraph } from "../../../compress/index.ts";
import { callsOf } from "../../../compress/model/calls.ts";
import type { LayerConfig } from "../../../compress/model/model-config.ts";
import { tf } from "../../../compress/tensorflow.ts";

/** A network of one layer or few, and what Keras itself returns; made by `fixtures/keras/layers.py`. */
interface Case {
  name: string;
  /** With the batch. */
  input: number[];
  config: { class_name: string; config: { layers: unknown[] } };
  weights: Record<string, { name: string; shape: number[]; sixteenths: number[] }[]>;
  output: string;
}

const file = new URL("fixtures/keras/layers.json.gz", import.meta.url);
const { cases, keras } = JSON.parse(gunzipSync(readFileSync(file)).toString()) as { keras: string; cases: Case[] };

/** As in `layers.py`. */
function image(shape: readonly number[]): Float32Array {
  const size = shape.reduce((product, length) => product * length, 1);
  return Float32Array.from({ length: size }, (_, i) => ((i * 7919) % 2003) / 1000 - 1);
}

function network({ config }: Pick<Case, "config">) {
  const obstacles = new Obstacles();
  return { topology: readTopology(config, obstacles), obstacles, keras: Number.parseInt(keras, 10) };
}

async function built(one: Case): Promise<tf.LayersModel> {
  return buildFilled(network(one), (path) =>
    (one.weights[path.join("/")] ?? []).map(
      ({ name, shape, sixteenths }): NamedArray => ({
        name,
        shape,
        values: Float32Array.from(sixteenths, (n) => n / 16),
      }),
    ),
  );
}

function gap(given: Float32Array, wanted: Float32Array): number {
  expect(given).toHaveLength(wanted.length);
  return wanted.reduce(
    (most, value, i) => Math.max(most, Math.abs(value - given[i]!) / Math.max(1, Math.abs(value))),
    0,
  );
}

test.each(cases)("$name is what it is in Keras, and in ONNX; its cost and its channels are known", async (one) => {
  const live = tf.memory().numTensors;
  const bytes = Buffer.from(one.output, "base64");
  const wanted = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const model = await built(one);
  const images = image(one.input);
  const ours = tf.tidy(() => (model.predict(tf.tensor(images, one.input)) as tf.Tensor).dataSync<"float32">().slice());
  expect(gap(ours, wanted)).toBeLessThan(1e-5);
  expect(countCost(model).flops).toBeGreaterThanOrEqual(0);
  const unknown = dependencyGraph(model).fixed.filter(({ sentence }) => /are not known to the/.test(sentence));
  expect(unknown).toEqual([]);
  const session = await InferenceSession.create(onnxBytes(model));
  const theirs = await session.run({ images: new Tensor("float32", images, one.input) });
  const output = theirs.probabilities ?? theirs.logits;
  expect(gap(output!.data as Float32Array, wanted)).toBeLessThan(1e-5);
  await session.release();
  for (const { className } of callsOf(model).calls) expect(onnxLayers).toContain(className);
  model.dispose();
  expect(tf.memory().numTensors).toBe(live);
});

test("there is such a case for each layer, operator and activation that can be imported, and two values of each setting", () => {
  const seen = new Map<string, Map<string, Set<string>>>();
  const activations = new Set<string>();
  const look = ({ class_name, config }: LayerConfig): void => {
    if (Array.isArray(config.layers)) for (const inside of config.layers) look(inside);
    const settings = seen.get(class_name) ?? seen.set(class_name, new Map()).get(class_name)!;
    for (const [key, value] of Object.entries(config))
      settings.set(key, (settings.get(key) ?? new Set<string>()).add(JSON.stringify(value)));
    if (config.activation !== undefined) activations.add(String(config.activation));
  };
  for (const one of cases) for (const layer of network(one).topology.config.layers) look(layer);
  expect([...importableLayers].filter((name) => !seen.has(name))).toEqual([]);
  expect(importableActivations.filter((name) => !activations.has(name))).toEqual([]);
  const constant = /_initializer$|_regularizer$|^data_format$/; // they change no output
  for (const name of importableLayers)
    for (const setting of keptSettings(name).filter((key) => !constant.test(key)))
      expect(seen.get(name)!.get(setting)?.size ?? 0, `${name}: ${setting}`).toBeGreaterThan(1);
});
