import { expect, test } from "vitest";
import { farthest } from "../../search/first-picks.ts";
import { standardised } from "../../search/standardise.ts";
import { landscape } from "./landscape.ts";
import { seeded } from "./seeded.ts";

const random = () => seeded(1)("first");

test("on a line the ends and then the middle are picked", () => {
  const line = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((x) => Float32Array.of(x));
  expect(farthest(line, new Set([0]), 3, random())).toEqual([8, 4, 2]);
  expect(farthest(line, new Set([4]), 2, random())).toEqual([0, 8]);
});

test("picks differ, are not tried ones, and end with the vectors", () => {
  const same = Array.from({ length: 5 }, () => Float32Array.of(1, 2));
  const picks = farthest(same, new Set([1, 3]), 10, random());
  expect([...picks].sort()).toEqual([0, 2, 4]);
  expect(farthest(same, new Set([0, 1, 2, 3, 4]), 10, random())).toEqual([]);
});

test("the first four picks of a landscape belong to at least three of its six methods", () => {
  for (let seed = 1; seed <= 10; seed++) {
    const { candidates } = landscape(seed);
    const picks = farthest(
      candidates.map(({ vector }) => vector),
      new Set(),
      4,
      seeded(seed)("first"),
    );
    expect(new Set(picks.map((pick) => candidates[pick]!.id.split("(")[0])).size).toBeGreaterThanOrEqual(3);
  }
});

test("standardised entries have mean 0 and variance 1, those that do not vary are 0", () => {
  const vectors = [Float32Array.of(1, 7, -3), Float32Array.of(2, 7, 5), Float32Array.of(6, 7, 0.5)];
  const rows = standardised(vectors);
  for (const entry of [0, 2]) {
    const column = [0, 1, 2].map((row) => rows[row * 3 + entry]!);
    expect(column.reduce((sum, x) => sum + x, 0) / 3).toBeCloseTo(0, 12);
    expect(column.reduce((sum, x) => sum + x * x, 0) / 3).toBeCloseTo(1, 12);
  }
  expect([rows[1], rows[4], rows[7]]).toEqual([0, 0, 0]);
});
