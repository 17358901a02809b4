import { shuffler } from "d3-array";
import type { Dataset, Split } from "../../datasets/index.ts";

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
  const size = all.images.length / all.count;
  const sample: Split = { images: new Uint8Array(count * size), labels: new Uint8Array(count), count };
  order.subarray(0, count).forEach((from, to) => {
    sample.images.set(all.images.subarray(from * size, (from + 1) * size), to * size);
    sample.labels[to] = all.labels[from]!;
  });
  return { ...data, splits: { ...data.splits, [name]: sample } };
}
