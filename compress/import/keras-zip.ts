import { unzipSync } from "fflate";
import type { Group } from "h5wasm";
import { CompressError } from "../errors.ts";
import type { LayerConfig, ModelConfig } from "../model/model-config.ts";
import type { tf } from "../tensorflow.ts";
import { buildFilled, type ImageSize, type NamedArray } from "./fill-weights.ts";
import { arrayAt, groupAt, textAttribute, withHdf5 } from "./hdf5.ts";
import { majorOf, readTopology } from "./keras-topology.ts";
import { Obstacles } from "./obstacles.ts";

/**
 * The files of a `.keras` archive that are read, and the most bytes that each may unpack to:
 * what HDF5 in WebAssembly can hold.
 */
const parts = { config: "config.json", weights: "model.weights.h5", metadata: "metadata.json" } as const;
const mostBytes = 2 ** 31 - 1;

/**
 * The model of a `.keras` archive, the format of Keras 3.
 *
 * @throws CompressError `bad_model`, `unsupported_layer`.
 */
export async function readKerasZip(bytes: Uint8Array, size?: ImageSize): Promise<tf.LayersModel> {
  const files = unpack(bytes);
  const [config, weights] = [files[parts.config], files[parts.weights]];
  if (!config || !weights)
    throw new CompressError("bad_model", `The archive lacks ${config ? parts.weights : parts.config}.`);
  const obstacles = new Obstacles();
  const saved = json(config, parts.config);
  const topology = readTopology(saved, obstacles);
  const metadata = files[parts.metadata];
  const version = metadata && (json(metadata, parts.metadata) as { keras_version?: unknown }).keras_version;
  const arrays = await withHdf5(weights, (root) => arraysByPath(topology.config, root));
  const network = { topology, obstacles, keras: majorOf(version), size };
  return buildFilled(network, (path) => arrays.get(path.join("/")) ?? []);
}

/**
 * The arrays of every layer by its path, nested models' too: they are in
 * `layers/GROUP/vars/0, 1, …`.
 *
 * The groups are numbered by class (`conv2d`, `conv2d_1`), not named by layer. Which layer one is
 * for is in the attribute `name` of `vars`; older files lack it, and have the groups in the order
 * of the layers.
 */
function arraysByPath(
  model: Pick<ModelConfig["config"], "layers">,
  root: Group,
  path: readonly string[] = [],
): Map<string, NamedArray[]> {
  const all = new Map<string, NamedArray[]>();
  const counts = new Map<string, number>();
  const groups = groupsByName(root);
  for (const { class_name, config } of model.layers) {
    const name = String(config.name);
    const kind = snakeCase(class_name);
    const count = counts.get(kind) ?? 0;
    counts.set(kind, count + 1);
    const numbered = count === 0 ? kind : `${kind}_${count}`;
    const own = groups.size > 0 ? groups.get(name) : groupAt(root, `layers/${numbered}`);
    if (own === undefined) continue;
    const inside = config.layers as LayerConfig[] | undefined;
    const stored = groupAt(own, "vars")?.keys().length ?? 0;
    all.set(
      [...path, name].join("/"),
      Array.from({ length: stored }, (_, index) => arrayAt(own, `vars/${index}`)),
    );
    if (inside) for (const [at, arrays] of arraysByPath({ layers: inside }, own, [...path, name])) all.set(at, arrays);
  }
  return all;
}

/** Groups by the layer that they name; empty where they name none. */
function groupsByName(root: Group): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (const key of groupAt(root, "layers")?.keys() ?? []) {
    const vars = groupAt(root, `layers/${key}/vars`);
    const name = vars && textAttribute(vars, "name");
    if (name) groups.set(name, groupAt(root, `layers/${key}`)!);
  }
  return groups;
}

/**
 * `BatchNormalization` -> `batch_normalization`, `Conv2D` -> `conv2d`, `ReLU` -> `re_lu`, as Keras
 * does it.
 */
function snakeCase(className: string): string {
  return className
    .replaceAll(/\W+/g, "")
    .replaceAll(/(.)([A-Z][a-z]+)/g, "$1_$2")
    .replaceAll(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase();
}

function unpack(bytes: Uint8Array): Record<string, Uint8Array> {
  try {
    const wanted: readonly string[] = Object.values(parts);
    return unzipSync(bytes, { filter: ({ name, originalSize }) => wanted.includes(name) && originalSize <= mostBytes });
  } catch (cause) {
    throw new CompressError("bad_model", "The .keras file is damaged: it is not a whole zip archive.", { cause });
  }
}

function json(bytes: Uint8Array, name: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new CompressError("bad_model", `${name} of the archive is not JSON.`, { cause });
  }
}
