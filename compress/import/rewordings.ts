/** How the settings of single classes of layer are written in TensorFlow.js; each takes what it has dealt with out of `from`. */

import { unsupported } from "./obstacles.ts";
import { identity, type Part, rectified, type Settings, scaled } from "./parts.ts";

/** Takes a setting out. */
function taken(from: Settings, key: string): unknown {
  const value = from[key];
  delete from[key];
  return value ?? undefined;
}

/** What an image is, whatever the batch. */
export function inputShape(from: Settings, layer: string): Settings {
  delete from.sparse;
  delete from.ragged;
  return { batch_input_shape: openBatch(taken(from, "batch_input_shape"), layer), sparse: false };
}

/** A fixed batch is opened: how many images come at once is no part of a network. */
export function openBatch(shape: unknown, layer: string): (number | null)[] {
  if (!Array.isArray(shape)) throw unsupported(layer, "the file does not say what shape it takes");
  return [null, ...shape.slice(1)];
}

/** TensorFlow.js has no convolution in groups; ours has its class and settings beside. */
export function inGroups(from: Settings): Settings | readonly Part[] {
  const groups = Number(taken(from, "groups") ?? 1);
  return groups === 1 ? {} : [{ class_name: "GroupedConv2D", config: { groups } }];
}

/** TensorFlow.js ignores this dilation: the result would be another network. */
export function undilatedOnly(from: Settings, layer: string, what: string): Settings {
  const dilation = [taken(from, "dilation_rate") ?? 1].flat();
  if (dilation.some((rate) => rate !== 1))
    throw unsupported(
      layer,
      `TensorFlow.js does not dilate ${what} (dilation_rate = ${JSON.stringify(dilation)}); use dilation_rate = 1`,
    );
  return {};
}

/** With padding "same" an output may be made longer: by as much as it is anyway, or not at all. */
export function transposed(from: Settings, layer: string): Settings {
  const longer = taken(from, "output_padding");
  const each = (value: unknown) => [value ?? 1].flat().map(Number);
  if (longer !== undefined) {
    const [strides, kernel] = [each(from.strides), each(from.kernel_size)];
    const as = (list: number[], axis: number) => list[axis] ?? list[0]!;
    const usual = [0, 1].map((axis) => as(strides, axis) - (as(kernel, axis) % 2));
    if (from.padding !== "same" || usual.some((size, axis) => size !== as(each(longer), axis)))
      throw unsupported(layer, `its setting output_padding = ${JSON.stringify(longer)} has no equal here`);
  }
  return undilatedOnly(from, layer, "a transposed convolution");
}

/**
 * One that is called with `training = False` keeps its statistics, and so does one that does not learn:
 * the first becomes the second.
 */
export function batchNorm(from: Settings, layer: string): Settings {
  const training = taken(from, "training");
  if (training === true)
    throw unsupported(layer, "it is called with training = True, so that it never uses its statistics");
  const axis = [taken(from, "axis") ?? -1].flat()[0]; // Keras 2 writes [3]
  return { axis, ...(training === false && { trainable: false }) };
}

/** Over the last axis, which a file names by -1 or by its number. */
export function overChannels(settings: Settings) {
  return (from: Settings, layer: string): Settings => {
    const axis = [taken(from, "axis") ?? -1].flat();
    if (axis.length === 1 && (axis[0] === -1 || axis[0] === 3)) return settings;
    throw unsupported(layer, `it normalises along axis = ${JSON.stringify(axis)}; only the last one, -1, is known`);
  };
}

/** f(x) = x from `threshold` on, at most `max_value`; slope · (x - threshold) below. */
export function relu(from: Settings, layer: string): readonly Part[] {
  const [slope, most] = [Number(taken(from, "negative_slope") ?? 0), taken(from, "max_value")];
  if (Number(taken(from, "threshold") ?? 0) !== 0)
    throw unsupported(layer, "its threshold is not 0, which is not known here");
  if (slope === 0) return [rectified(most as number | undefined)];
  const leaky: Part = { class_name: "LeakyReLU", config: { alpha: slope } };
  if (typeof most !== "number") return [leaky];
  return [leaky, scaled(-1, most), rectified(), scaled(-1, most)]; // min(x, most) = most - relu(most - x)
}

/** Its slope has another name in Keras 3. */
export function leakyRelu(from: Settings): Settings {
  return { alpha: taken(from, "negative_slope") ?? taken(from, "alpha") ?? 0.3 };
}

/** alpha · elu(x) + (1 - alpha) · relu(x), where TensorFlow.js has alpha 1 only. */
export function elu(from: Settings): readonly Part[] {
  const alpha = Number(taken(from, "alpha") ?? 1);
  const plain: Part = { class_name: "ELU", config: {} };
  if (alpha === 1) return [plain];
  return [
    identity,
    plain,
    scaled(alpha),
    { ...rectified(), takes: [0] },
    scaled(1 - alpha),
    { class_name: "Add", config: {}, takes: [2, 4] },
  ];
}

/** Over the channels alone. */
export function softmax(from: Settings, layer: string): Settings {
  const axis = [taken(from, "axis") ?? -1].flat();
  if (axis.length !== 1 || axis[0] !== -1)
    throw unsupported(layer, `its softmax is over axis = ${JSON.stringify(axis)}; only the last one, -1, is known`);
  return { axis: -1 };
}

/** A pooling over all places, whose result may keep the axes of those. */
export function keepingAxes(className: string) {
  return (from: Settings): Settings | readonly Part[] =>
    taken(from, "keepdims") === true
      ? [
          { class_name: className, config: {} },
          { class_name: "Reshape", config: { target_shape: [1, 1, -1] } },
        ]
      : {};
}

/** TensorFlow.js takes the corners of pixels, Keras their centres, which differs between pixels. */
export function upSampling(from: Settings, layer: string): Settings | readonly Part[] {
  const interpolation = String(taken(from, "interpolation") ?? "nearest");
  if (interpolation === "nearest") return { interpolation };
  if (interpolation === "bilinear") return [{ class_name: "BilinearUpSampling2D", config: {} }];
  throw unsupported(layer, `its interpolation ${interpolation} is not known (known: nearest, bilinear)`);
}

/** What does something in training alone, which it may be asked never to leave. */
export function onlyInTraining(from: Settings, layer: string): Settings {
  if (taken(from, "training") === true)
    throw unsupported(layer, "it is called with training = True, so that its noise never ends");
  return {};
}

/** What varies images in training, as it is called by default, and returns them as they are outside of it. */
export function unchanged(): readonly Part[] {
  return [identity];
}
