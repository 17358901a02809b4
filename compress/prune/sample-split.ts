import { shuffler } from "d3-array";
import type { Dataset, Split } from "../../datasets/index.ts";
import { imageAt } from "../training/images.ts";

/**
 * The data with at most `count` images of one split in place of all, drawn by `random` (in [0, 1),
 * seeded by the caller).
 */
export function sampleSplit(
  data: Dataset,
  name: keyof Dataset["splits"],
  count: number,
  random: () => number,
): Dataset {
  const all = data.splits[name];
  if (all.count <= count) return data;
  const order = Uint32Array.from({ length: all.count }, (_, i) => i);
  shuffler(random)(order);
  const size = data.shape[0] * data.shape[1] * data.shape[2];
  const images = new Uint8Array(count * size);
  const labels = all.labels.slice(0, count);
  order.subarray(0, count).forEach((from, to) => {
    images.set(imageAt(all, from, size), to * size);
    labels[to] = all.labels[from]!;
  });
  const sample: Split = { images, labels, count };
  return { ...data, splits: { ...data.splits, [name]: sample } };
}
