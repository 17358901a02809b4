import { randomLcg } from "d3-random";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Batch, batchCount, batches } from "../../../compress/training/batches.ts";
import type { Split } from "../../../datasets/index.ts";

const shape = [6, 10, 2] as const; // border: round(6 / 8) = 1, round(10 / 8) = 1
const pixels = shape[0] * shape[1] * shape[2];
const normalisation = { mean: [0.25, 0.5], std: [0.5, 0.125] };
const data = { shape, normalisation };

/** Image i holds the number i in its first byte, so that it can be told from the others. */
function numbered(count: number): Split & { images: Uint8Array } {
  const images = Uint8Array.from({ length: count * pixels }, (_, i) =>
    i % pixels === 0 ? i / pixels : (i * 37) % 251,
  );
  return { images, labels: Uint8Array.from({ length: count }, (_, i) => i % 7), count };
}
const firstByte = (batch: Batch, row: number) => Math.round((batch.images[row * pixels]! * 0.5 + 0.25) * 255);

test("every image comes once in a pass, and the last batch is filled up with the first of the pass", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 50 }),
      fc.boolean(),
      (count, batchSize, shuffled) => {
        const seen: number[] = [];
        let fresh = 0;
        const options = shuffled ? { batchSize, random: randomLcg(0.3) } : { batchSize };
        for (const batch of batches(numbered(count), data, options)) {
          expect(batch.size).toBe(Math.min(batchSize, count));
          for (let row = 0; row < batch.size; row++) {
            seen.push(firstByte(batch, row));
            expect(batch.labels[row]).toBe(seen.at(-1)! % 7);
          }
          fresh += batch.fresh;
        }
        expect(fresh).toBe(count);
        expect([...seen.slice(0, count)].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
        expect(seen.slice(count)).toEqual(seen.slice(0, seen.length - count));
        expect(seen.length).toBe(batchCount(numbered(count), batchSize).batches * Math.min(batchSize, count));
        if (!shuffled) expect(seen.slice(0, count)).toEqual(Array.from({ length: count }, (_, i) => i));
      },
    ),
  );
});

test("an empty split has no batches", () => {
  expect([...batches(numbered(0), data, { batchSize: 8 })]).toEqual([]);
});

test("values are normalised per channel", () => {
  const split = numbered(3);
  for (const { images } of batches(split, data, { batchSize: 3 })) {
    images.forEach((value, i) => {
      const channel = i % 2;
      expect(value).toBeCloseTo(
        (split.images[i]! / 255 - normalisation.mean[channel]!) / normalisation.std[channel]!,
        5,
      );
    });
  }
});

test("the same source of randomness gives the same pass, another one another", () => {
  const pass = (seed: number) =>
    [...batches(numbered(20), data, { batchSize: 20, random: randomLcg(seed), augment: "crop-flip" })].map(
      ({ images }) => [...images],
    );
  expect(pass(0.1)).toEqual(pass(0.1));
  expect(pass(0.1)).not.toEqual(pass(0.2));
});

/**
 * The slow obvious way: pad with black, cut out a window, mirror it. Gives every view an image can
 * have.
 */
function allViews(image: Uint8Array, mirroring: boolean): number[][] {
  const [height, width, channels] = shape;
  const padded = Array.from({ length: height + 2 }, (_, y) =>
    Array.from({ length: width + 2 }, (_, x) =>
      Array.from({ length: channels }, (_, c) => {
        const inside = y >= 1 && y <= height && x >= 1 && x <= width;
        const byte = inside ? image[((y - 1) * width + (x - 1)) * channels + c]! : 0;
        return (byte / 255 - normalisation.mean[c]!) / normalisation.std[c]!;
      }),
    ),
  );
  const views: number[][] = [];
  for (let top = 0; top <= 2; top++) {
    for (let left = 0; left <= 2; left++) {
      const window = padded.slice(top, top + height).map((row) => row.slice(left, left + width));
      views.push(window.flat(2));
      if (mirroring) views.push(window.map((row) => row.toReversed()).flat(2));
    }
  }
  return views;
}

test.each([
  { augment: "flip", mirroring: true, views: 2 },
  { augment: "crop", mirroring: false, views: 9 },
  { augment: "crop-flip", mirroring: true, views: 18 },
] as const)("$augment draws each of its $views views, and nothing else", ({ augment, mirroring, views }) => {
  const split = numbered(1);
  const possible = allViews(split.images, mirroring);
  const random = randomLcg(0.7);
  const drawn = new Set<number>();
  for (let draw = 0; draw < 400; draw++) {
    for (const { images } of batches(split, data, { batchSize: 1, random, augment })) {
      const view = possible.findIndex((each) => each.every((value, i) => Math.abs(value - images[i]!) < 1e-5));
      expect(view).toBeGreaterThanOrEqual(0);
      drawn.add(view);
    }
  }
  expect(drawn.size).toBe(views);
});
