import { unsupported } from "./obstacles.ts";
import { type Part, type Settings, scaled } from "./parts.ts";

/** What Keras' Normalization divides by at least. */
const least = 1e-7;

/** Numbers for each channel, as a batch norm that never learns: y = gamma · (x - mean) / √variance + beta. */
function perChannel(config: Settings, arrays: Part["arrays"]): Part {
  return {
    class_name: "BatchNormalization",
    config: { axis: -1, epsilon: 0, center: false, scale: false, trainable: false, ...config },
    ...(arrays && { arrays }),
  };
}

const array = (name: string, values: readonly number[]) => ({
  name,
  shape: [values.length],
  values: Float32Array.from(values),
});

/**
 * (x - mean) / max(√variance, 1e-7), with numbers that were given or counted from data.
 *
 * One mean for all becomes a rescaling.
 */
export function normalisation(from: Settings, layer: string): readonly Part[] {
  const { axis, invert, mean, variance } = from;
  for (const key of ["axis", "invert", "mean", "variance", "training"]) delete from[key];
  if (invert === true)
    throw unsupported(layer, "it turns a normalisation back (invert = True), which is not known here");
  if (mean !== null && mean !== undefined) {
    const [means, variances] = [[mean].flat(4).map(Number), [variance].flat(4).map(Number)];
    const deviation = (value: number) => Math.max(Math.sqrt(value), least);
    if (means.length === 1 && variances.length === 1)
      return [scaled(1 / deviation(variances[0]!), -means[0]! / deviation(variances[0]!))];
    const wide = <T>(list: T[]) =>
      list.length === 1 ? Array<T>(Math.max(means.length, variances.length)).fill(list[0]!) : list;
    const squares = wide(variances).map((value) => deviation(value) ** 2);
    return [perChannel({}, () => [array("moving_mean", wide(means)), array("moving_variance", squares)])];
  }
  const along = [axis ?? []].flat();
  if (along.length !== 1 || (along[0] !== -1 && along[0] !== 3))
    throw unsupported(layer, `it keeps numbers along axis = ${JSON.stringify(axis)}; only the last one, -1, is known`);
  return [
    perChannel({}, (stored) => {
      const [means, variances] = stored; // and how many images were counted
      if (!means || !variances) throw unsupported(layer, "the file has no mean and variance for it");
      const squares = Array.from(variances.values, (value) => Math.max(Math.sqrt(value), least) ** 2);
      return [array("moving_mean", [...means.values]), array("moving_variance", squares)];
    }),
  ];
}

/** x · scale + offset, one number or one for each channel. */
export function rescaling(from: Settings): readonly Part[] {
  const [scales, offsets] = [from.scale, from.offset ?? 0].map((value) => [value].flat().map(Number)) as [
    number[],
    number[],
  ];
  delete from.scale;
  delete from.offset;
  if (scales.length === 1 && offsets.length === 1) return [scaled(scales[0]!, offsets[0]!)];
  const channels = Math.max(scales.length, offsets.length);
  const wide = (list: number[]) => (list.length === 1 ? Array<number>(channels).fill(list[0]!) : list);
  const fill = (value: number) => Array<number>(channels).fill(value);
  const arrays = [
    array("gamma", wide(scales)),
    array("beta", wide(offsets)),
    array("moving_mean", fill(0)),
    array("moving_variance", fill(1)),
  ];
  return [perChannel({ center: true, scale: true }, () => arrays)];
}
