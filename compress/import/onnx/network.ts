import type { LayerConfig, ModelConfig } from "../../model/model-config.ts";
import { unsupported } from "../obstacles.ts";
import type { Part } from "../parts.ts";
import { flatOrder, inOnnxOrder, isImage, isVector, lieAlike, product, type Wire } from "./wire.ts";

/** A weight's numbers, in a layer's own order. */
export interface Weight {
  shape: readonly number[];
  values: Float32Array;
}

const drawn = { class_name: "GlorotUniform", config: {} };
const common = { trainable: true, dtype: "float32" };

/** The network that is being read: its layers, in order, and their weights. */
export class Network {
  readonly layers: LayerConfig[] = [];
  /** By full name: `conv1/kernel`. */
  readonly weights = new Map<string, Weight>();
  readonly #names = new Set<string>();

  /** The network's input; `shape` is ONNX' without the batch, in which channels are first or last. */
  input(name: string, shape: readonly [number, number, number], channelsFirst: boolean): Wire {
    const own = channelsFirst ? [shape[1], shape[2], shape[0]] : [...shape];
    const layer = this.#free(plainName(name) || "images");
    const config = { batch_input_shape: [null, ...own], dtype: "float32", sparse: false, name: layer };
    this.layers.push({ class_name: "InputLayer", name: layer, config, inbound_nodes: [] });
    return { layer, shape, own, axes: channelsFirst ? [2, 0, 1] : [0, 1, 2], positive: false };
  }

  /**
   * Adds a layer that takes `inputs` and returns its name; weights are by their own names: `kernel`.
   */
  add(
    className: string,
    wanted: string,
    inputs: readonly Wire[],
    config: Record<string, unknown> = {},
    weights: Record<string, Weight | undefined> = {},
  ): string {
    const name = this.#free(plainName(wanted) || className.toLowerCase());
    const given = Object.entries(weights).filter((entry): entry is [string, Weight] => entry[1] !== undefined);
    for (const [own, weight] of given) this.weights.set(`${name}/${own}`, weight);
    const start = Object.fromEntries(given.map(([own]) => [initializerOf(own), drawn]));
    const inbound_nodes: LayerConfig["inbound_nodes"] = [inputs.map(({ layer }) => [layer, 0, 0, {}])];
    this.layers.push({ class_name: className, name, config: { ...common, ...start, ...config, name }, inbound_nodes });
    return name;
  }

  /** Adds layers that stand for a function of each number; the result lies as `x` does. */
  parts(x: Wire, wanted: string, parts: readonly Part[], positive = false): Wire {
    const made: Wire[] = [];
    for (const { class_name, config, takes } of parts) {
      const sources = takes?.map((from) => (typeof from === "number" ? made[from]! : x)) ?? [made.at(-1) ?? x];
      made.push({ ...x, layer: this.add(class_name, wanted, sources, config), positive });
    }
    return made.at(-1)!;
  }

  /** An image with its channels last: `[height, width, channels]`. */
  image(x: Wire, node: string): Wire {
    if (x.shape.length !== 3)
      throw unsupported(node, `it takes [${["batch", ...x.shape].join(", ")}], which is no image`);
    if (isImage(x)) return x;
    const own = [x.shape[1]!, x.shape[2]!, x.shape[0]!];
    if (isVector(x) && x.axes[0] === 0 && !x.places) {
      const layer = this.add("Reshape", `${x.layer}_image`, [x], { target_shape: own });
      return { ...x, layer, own, axes: [2, 0, 1] };
    }
    const plain = this.plain(x);
    const layer = this.add("Permute", `${x.layer}_channels_last`, [plain], { dims: [2, 3, 1] });
    return { ...x, layer, own, axes: [2, 0, 1] };
  }

  /** The same numbers in ONNX' own order. */
  plain(x: Wire): Wire {
    if (inOnnxOrder(x)) return x;
    if (x.places) {
      const { places, ...rest } = x;
      const layer = this.add("Reshape", `${x.layer}_image`, [x], { target_shape: [...places.before.own] });
      return this.flat(this.plain({ ...rest, layer, ...places.before }));
    }
    const kept = x.axes.filter((axis) => axis !== null);
    const [own, axes] = [[...x.shape], x.shape.map((_, axis) => axis)];
    const sorted = kept.every((axis, i) => axis === i);
    const moved = sorted
      ? x.layer
      : this.add("Permute", `${x.layer}_in_order`, [x], { dims: kept.map((axis) => axis + 1) });
    if (kept.length === x.shape.length) return { ...x, layer: moved, own, axes };
    const layer = this.add("Reshape", `${x.layer}_shape`, [{ ...x, layer: moved }], { target_shape: own });
    return { ...x, layer, own, axes };
  }

  /** All numbers as one vector; only where ONNX has another order than the layer is that written down. */
  flat(x: Wire, wanted = `${x.layer}_flat`): Wire {
    const shape = [product(x.shape)];
    if (isVector(x)) return { ...x, shape, axes: [0] };
    const order = flatOrder(x);
    const layer = this.add("Flatten", wanted, [x], { data_format: "channels_last" });
    const before = { shape: x.shape, axes: x.axes, own: x.own };
    return { layer, shape, axes: [0], own: shape, positive: x.positive, ...(order && { places: { order, before } }) };
  }

  /** The same tensors, so that their numbers lie alike. */
  alike(wires: readonly Wire[], node: string): Wire[] {
    const [first, ...others] = wires as [Wire, ...Wire[]];
    if (others.every((other) => lieAlike(first, other))) return [...wires];
    const images = wires.every(({ shape }) => shape.length === 3) && wires.some(isImage);
    return wires.map((wire) => (images ? this.image(wire, node) : this.plain(wire)));
  }

  topology(name: string, input: Wire, output: Wire): ModelConfig {
    const end = (wire: Wire): [string, number, number] => [wire.layer, 0, 0];
    const ends = { input_layers: [end(input)], output_layers: [end(output)] };
    return { class_name: "Functional", config: { name, layers: this.layers, ...ends } };
  }

  #free(wanted: string): string {
    let name = wanted;
    for (let number = 2; this.#names.has(name); number++) name = `${wanted}_${number}`;
    this.#names.add(name);
    return name;
  }
}

function initializerOf(weight: string): string {
  return `${weight.replace(/^depthwise_kernel$/, "depthwise")}_initializer`;
}

/**
 * `/layer1/layer1.0/conv1/Conv` -> `layer1.0.conv1`, as PyTorch calls the module; `conv1:0` and
 * `conv1:0/before-activation` -> `conv1`, as our own export writes it.
 */
function plainName(name: string): string {
  const parts = name
    .replace(/:\d+(\/.*)?$/, "")
    .split("/")
    .filter(Boolean);
  const modules = parts.length > 1 && /^[A-Z]/.test(parts.at(-1)!) ? parts.slice(0, -1) : parts;
  const own = modules.filter((part, i) => !modules[i + 1]?.startsWith(`${part}.`));
  return own.join(".").replaceAll(/[^\w.-]/g, "_");
}
