import fc from "fast-check";
import { registerLayers } from "../../../compress/index.ts";
import { stockClass } from "../../../compress/model/layers/stock-class.ts";
import { tf } from "../../../compress/tensorflow.ts";
import { type Builder, channelsOf, type Node } from "./builder.ts";
import { appendNested, type NestedPiece, nestedPieces } from "./nested.ts";

/**
 * One piece of a random network that holds no model. All its activations have f(0) = 0, so that
 * zero channels are as good as none.
 */
export type PlainPiece =
  | {
      kind: "conv";
      filters: number;
      strides: 1 | 2;
      bias: boolean;
      norm: "none" | "whole" | "without scale" | "bare";
      activation: "relu" | "tanh" | "linear" | "selu";
      inside: boolean;
    }
  | { kind: "identity" | "projection"; filters: number; preActivation: boolean }
  | { kind: "concat"; filters: [number, number]; withInput: boolean }
  | { kind: "rows" }
  | { kind: "depthwise" | "separable"; filters: number; multiplier: 1 | 2; strides: 1 | 2 }
  | { kind: "transposed"; filters: number; strides: 1 | 2 }
  | { kind: "leakyReLU" | "elu" | "reLU6" | "prelu" | "preluOfRows" | "preluOfOne" }
  | { kind: "average" | "multiply" | "maximum" | "minimum"; filters: number }
  | { kind: "excite"; reduced: number; flat: boolean }
  | { kind: "attend" }
  | { kind: "shared"; norm: boolean }
  | { kind: "averagePool" | "maxPool" }
  | { kind: "pad" | "crop" }
  | { kind: "up"; bilinear: boolean | "between centres" }
  | { kind: "dropout"; noise: "none" | "space" | "all" }
  | { kind: "asRows" }
  | { kind: "asVector"; channels: number }
  | { kind: "grouped"; maps: number }
  | { kind: "inGroups"; filters: number; groups: number }
  | { kind: "scaled" }
  | { kind: "held"; by: "softmax" | "inside" | "reshape" }
  | { kind: "heldTogether"; by: "permute" | "layer norm" | "group norm" };

export type Piece = PlainPiece | NestedPiece;

const width = fc.integer({ min: 2, max: 6 });
const once = fc.constantFrom(1 as const, 2 as const);
const is = <K extends string>(kind: K) => fc.constant(kind);

const plainPieces: Record<PlainPiece["kind"], fc.Arbitrary<PlainPiece>> = {
  conv: fc.record({
    kind: is("conv"),
    filters: width,
    strides: once,
    bias: fc.boolean(),
    norm: fc.constantFrom("none", "whole", "without scale", "bare"),
    activation: fc.constantFrom("relu", "tanh", "linear", "selu"),
    inside: fc.boolean(),
  }),
  identity: fc.record({ kind: is("identity"), filters: width, preActivation: fc.boolean() }),
  projection: fc.record({ kind: is("projection"), filters: width, preActivation: fc.boolean() }),
  concat: fc.record({ kind: is("concat"), filters: fc.tuple(width, width), withInput: fc.boolean() }),
  rows: fc.record({ kind: is("rows") }),
  depthwise: fc.record({ kind: is("depthwise"), filters: width, multiplier: once, strides: once }),
  separable: fc.record({ kind: is("separable"), filters: width, multiplier: once, strides: once }),
  transposed: fc.record({ kind: is("transposed"), filters: width, strides: once }),
  leakyReLU: fc.record({ kind: is("leakyReLU") }),
  elu: fc.record({ kind: is("elu") }),
  reLU6: fc.record({ kind: is("reLU6") }),
  prelu: fc.record({ kind: is("prelu") }),
  preluOfRows: fc.record({ kind: is("preluOfRows") }),
  preluOfOne: fc.record({ kind: is("preluOfOne") }),
  average: fc.record({ kind: is("average"), filters: width }),
  multiply: fc.record({ kind: is("multiply"), filters: width }),
  maximum: fc.record({ kind: is("maximum"), filters: width }),
  minimum: fc.record({ kind: is("minimum"), filters: width }),
  excite: fc.record({ kind: is("excite"), reduced: width, flat: fc.boolean() }),
  attend: fc.record({ kind: is("attend") }),
  shared: fc.record({ kind: is("shared"), norm: fc.boolean() }),
  averagePool: fc.record({ kind: is("averagePool") }),
  maxPool: fc.record({ kind: is("maxPool") }),
  pad: fc.record({ kind: is("pad") }),
  crop: fc.record({ kind: is("crop") }),
  up: fc.record({ kind: is("up"), bilinear: fc.constantFrom(true, false, "between centres" as const) }),
  dropout: fc.record({ kind: is("dropout"), noise: fc.constantFrom("none", "space", "all") }),
  asRows: fc.record({ kind: is("asRows") }),
  asVector: fc.record({ kind: is("asVector"), channels: width }),
  grouped: fc.record({ kind: is("grouped"), maps: width }),
  inGroups: fc.record({ kind: is("inGroups"), filters: width, groups: fc.integer({ min: 2, max: 3 }) }),
  scaled: fc.record({ kind: is("scaled") }),
  held: fc.record({ kind: is("held"), by: fc.constantFrom("softmax", "inside", "reshape") }),
  heldTogether: fc.record({
    kind: is("heldTogether"),
    by: fc.constantFrom("permute", "layer norm", "group norm"),
  }),
};
const nested = nestedPieces(fc.oneof(...Object.values(plainPieces)));

/** The kinds of piece there are. */
export const pieceKinds = [...Object.keys(plainPieces), ...Object.keys(nested)] as Piece["kind"][];

/** A piece of one kind, or of any. */
export function piece(kind?: Piece["kind"]): fc.Arbitrary<Piece> {
  const all: Record<string, fc.Arbitrary<Piece>> = { ...plainPieces, ...nested };
  return kind === undefined ? fc.oneof(...Object.values(all)) : all[kind]!;
}

/** Puts a piece behind `x`, `[height, width, channels]`; gives what comes out, an image again. */
export function append(build: Builder, x: Node, spec: Piece): Node {
  switch (spec.kind) {
    case "functional":
    case "sequential":
    case "twice":
      return appendNested(build, x, spec, append);
    default:
      return appendPlain(build, x, spec);
  }
}

const { layers } = tf;

/** A layer of our own, or one that `tf.layers` has no function for. */
function ours(className: string, config: Record<string, unknown>): tf.layers.Layer {
  registerLayers();
  return new (stockClass(className))(config);
}

function appendPlain(build: Builder, x: Node, spec: PlainPiece): Node {
  const channels = channelsOf(x);
  const [height, wide] = x.shape.slice(1) as [number, number];
  const on = (layer: tf.layers.Layer, from: Node | Node[]) => build.on(layer, from);
  switch (spec.kind) {
    case "conv": {
      const { filters, strides, bias: useBias, activation } = spec;
      const settings = { filters, kernelSize: 3, strides, padding: "same" as const, useBias };
      if (spec.inside) return on(layers.conv2d({ ...settings, activation }), x);
      const made = on(layers.conv2d(settings), x);
      const normed =
        spec.norm === "none"
          ? made
          : on(layers.batchNormalization({ scale: spec.norm === "whole", center: spec.norm !== "bare" }), made);
      return on(layers.activation({ activation }), normed);
    }
    case "identity": {
      const inside = spec.preActivation
        ? build.conv(build.relu(build.norm(x)), channels)
        : build.relu(build.norm(build.conv(x, channels)));
      return on(layers.add(), [inside, x]);
    }
    case "projection": {
      const enter = spec.preActivation ? build.relu(build.norm(x)) : x;
      const long = build.conv(build.relu(build.conv(enter, 3)), spec.filters, 1, true);
      return on(layers.add(), [build.conv(enter, spec.filters), long]);
    }
    case "concat": {
      const branches = spec.filters.map((count) => build.relu(build.conv(x, count)));
      return build.norm(on(layers.concatenate(), spec.withInput ? [...branches, x] : branches));
    }
    case "rows":
      return on(layers.concatenate({ axis: 1 }), [build.conv(x, channels), x]);
    case "depthwise": {
      const { multiplier: depthMultiplier, strides } = spec;
      const settings = { kernelSize: 3, padding: "same" as const, depthMultiplier, strides };
      return build.relu(build.norm(on(layers.depthwiseConv2d(settings), x)));
    }
    case "separable": {
      const { filters, multiplier: depthMultiplier, strides } = spec;
      const settings = { filters, kernelSize: 3, padding: "same" as const, depthMultiplier, strides };
      return on(layers.separableConv2d({ ...settings, activation: "relu" }), x);
    }
    case "transposed": {
      const { filters, strides } = spec;
      return on(layers.conv2dTranspose({ filters, kernelSize: 3, strides, padding: "same", activation: "relu" }), x);
    }
    case "leakyReLU":
      return on(layers.leakyReLU({ alpha: 0.2 }), build.conv(x, 4));
    case "elu":
      return on(layers.elu(), build.conv(x, 4));
    case "reLU6":
      return on(layers.reLU({ maxValue: 6 }), build.conv(x, 4));
    case "prelu":
      return on(layers.prelu(), build.conv(x, 4));
    case "preluOfRows":
      return on(layers.prelu({ sharedAxes: [1, 2] }), build.conv(x, 4));
    case "preluOfOne":
      return on(layers.prelu({ sharedAxes: [1, 2, 3] }), build.conv(x, 4));
    case "average":
    case "multiply":
    case "maximum":
    case "minimum":
      return on(layers[spec.kind](), [build.conv(x, spec.filters), build.relu(build.conv(x, spec.filters))]);
    case "excite": {
      const squeezed = on(layers.globalAveragePooling2d({}), x);
      const image = spec.flat ? squeezed : on(layers.reshape({ targetShape: [1, 1, channels] }), squeezed);
      const reduced = on(layers.dense({ units: spec.reduced, activation: "relu" }), image);
      return on(layers.multiply(), [x, on(layers.dense({ units: channels, activation: "sigmoid" }), reduced)]);
    }
    case "attend": {
      const map = layers.conv2d({ filters: 1, kernelSize: 3, padding: "same", activation: "sigmoid" });
      return on(layers.multiply(), [x, on(map, x)]);
    }
    case "shared": {
      const twice = build.named(layers.conv2d({ filters: channels, kernelSize: 1 }));
      const norm = build.named(layers.batchNormalization());
      const first = twice.apply(x) as Node;
      return twice.apply(build.relu(spec.norm ? (norm.apply(norm.apply(first)) as Node) : first)) as Node;
    }
    case "averagePool":
      return on(layers.averagePooling2d({ poolSize: 2, padding: "same" }), x);
    case "maxPool":
      return on(layers.maxPooling2d({ poolSize: 2, padding: "same" }), x);
    case "pad":
      return on(layers.zeroPadding2d({ padding: 1 }), x);
    case "crop":
      return height > 2 && wide > 2
        ? on(
            layers.cropping2D({
              cropping: [
                [1, 0],
                [0, 1],
              ],
            }),
            x,
          )
        : x;
    case "up":
      if (height > 16) return x;
      return spec.bilinear === "between centres"
        ? on(ours("BilinearUpSampling2D", { size: [2, 3] }), x)
        : on(layers.upSampling2d({ size: [2, 2], interpolation: spec.bilinear ? "bilinear" : "nearest" }), x);
    case "dropout": {
      const noiseShape = { none: undefined, space: [null, 1, 1, null], all: [null, 1, 1, channels] }[spec.noise];
      return on(layers.dropout({ rate: 0.3, ...(noiseShape && { noiseShape: noiseShape as number[] }) }), x);
    }
    case "asRows": {
      const rows = on(layers.reshape({ targetShape: [-1, channels] }), x);
      return on(layers.reshape({ targetShape: [wide, height, channels] }), build.relu(build.norm(rows)));
    }
    case "asVector": {
      const small = on(layers.averagePooling2d({ poolSize: 4, padding: "same" }), x);
      const [h, w] = small.shape.slice(1) as [number, number];
      const flat = on(layers.reshape({ targetShape: [h * w * channels] }), small);
      const wider = on(layers.dense({ units: 4 * spec.channels, activation: "relu" }), flat);
      return on(layers.reshape({ targetShape: [2, 2, spec.channels] }), wider);
    }
    case "grouped": {
      const even = build.conv(x, 6);
      const apart = on(layers.reshape({ targetShape: [height, wide, 2, 3] }), even);
      const settings = {
        filters: spec.maps,
        kernelSize: [3, 3, 1] as [number, number, number],
        padding: "same" as const,
      };
      const maps = on(layers.conv3d(settings), apart);
      const side = on(layers.reshape({ targetShape: [height, wide, 2 * spec.maps] }), maps);
      return on(layers.conv2d({ filters: 4, kernelSize: 1 }), side);
    }
    case "inGroups": {
      const { groups, filters } = spec;
      const settings = { groups, filters: groups * filters, kernelSize: 3, padding: "same" };
      return build.norm(on(ours("GroupedConv2D", settings), build.conv(x, groups * 2)));
    }
    case "scaled":
      return on(ours("GaussianDropout", { rate: 0.2 }), on(ours("Rescaling", { scale: 0.5, offset: 0 }), x));
    case "held":
    case "heldTogether":
      return build.conv(held(build, x, spec.by), 4);
  }
}

/** What channels cannot be followed through. */
function held(build: Builder, x: Node, by: Extract<PlainPiece, { by: string }>["by"]): Node {
  const made = build.conv(x, 4);
  const [height, wide] = made.shape.slice(1) as [number, number];
  switch (by) {
    case "softmax":
      return build.on(layers.softmax({ axis: -1 }), made);
    case "inside":
      return build.on(layers.conv2d({ filters: 5, kernelSize: 1, activation: "softmax" }), made);
    case "reshape":
      return build.on(layers.reshape({ targetShape: [4 * height, wide, 1] }), made);
    case "permute":
      return build.on(layers.permute({ dims: [3, 1, 2] }), made);
    case "layer norm":
      return build.on(layers.layerNormalization(), made);
    case "group norm":
      return build.on(ours("GroupNormalization", { groups: 2 }), made);
  }
}
