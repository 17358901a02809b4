import fc from "fast-check";
import { expect, test } from "vitest";
import { apportion, divide } from "../../datasets/stratify.ts";

const classes = 5;
const labels = fc.array(fc.nat(classes - 1), { minLength: 1, maxLength: 300 }).map((list) => Uint8Array.from(list));
const fraction = fc.double({ min: 0, max: 0.9, noNaN: true });
const options = fc.record({
  testFraction: fraction,
  validationFraction: fraction,
  sample: fc.double({ min: 0.01, max: 1, noNaN: true }),
  seed: fc.integer(),
});

/** How many of `numbers` belong to each class. */
function perClass(numbers: readonly number[], of: Uint8Array): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const number of numbers) counts[of[number]!]!++;
  return counts;
}

test("shares add up to the total and are the exact proportion rounded down or up", () => {
  const sizes = fc.array(fc.nat(1000), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(sizes, fc.double({ min: 0, max: 1, noNaN: true }), (counts, part) => {
      const all = counts.reduce((a, b) => a + b, 0);
      const total = Math.round(part * all);
      const shares = apportion(total, counts);
      expect(shares.reduce((a, b) => a + b, 0)).toBe(total);
      for (const [c, share] of shares.entries()) {
        expect(Math.abs(share - (all === 0 ? 0 : (total * counts[c]!) / all))).toBeLessThan(1);
        expect(share).toBeLessThanOrEqual(counts[c]!);
      }
    }),
  );
});

test("splits of one pool are disjoint, and without sampling nothing is lost", () => {
  fc.assert(
    fc.property(labels, options, (pool, o) => {
      const parts = divide(pool, null, { ...o, classes });
      const all = [...parts.train, ...parts.validation, ...parts.test];
      expect(new Set(all).size).toBe(all.length);
      const whole = divide(pool, null, { ...o, classes, sample: 1 });
      const every = [...whole.train, ...whole.validation, ...whole.test].sort((a, b) => a - b);
      expect(every).toEqual([...pool.keys()]);
    }),
  );
});

test("every split is stratified to within one image per class", () => {
  fc.assert(
    fc.property(labels, labels, options, (pool, official, o) => {
      const whole = divide(pool, official, { ...o, classes, sample: 1 });
      const thinned = divide(pool, official, { ...o, classes });
      const close = (part: number[], of: number[], total: number, out: number) => {
        for (const [c, n] of part.entries()) expect(Math.abs(n - (out * of[c]!) / total)).toBeLessThan(1);
      };
      close(perClass(whole.validation, pool), perClass([...pool.keys()], pool), pool.length, whole.validation.length);
      for (const [name, of] of [
        ["train", pool],
        ["validation", pool],
        ["test", official],
      ] as const) {
        const full = whole[name];
        if (full.length === 0) continue;
        expect(thinned[name].length).toBe(Math.round(o.sample * full.length));
        close(perClass(thinned[name], of), perClass(full, of), full.length, thinned[name].length);
      }
    }),
  );
});

test("the same seed gives the same splits, and the test split does not hear of validation or of trainCount", () => {
  fc.assert(
    fc.property(labels, options, fraction, fc.integer({ min: 1, max: 50 }), (pool, o, other, trainCount) => {
      const parts = divide(pool, null, { ...o, classes });
      expect(divide(pool, null, { ...o, classes })).toEqual(parts);
      expect(divide(pool, null, { ...o, classes, validationFraction: other, trainCount }).test).toEqual(parts.test);
    }),
  );
});

test("different seeds give different splits", () => {
  const pool = Uint8Array.from({ length: 200 }, (_, i) => i % classes);
  const o = { classes, testFraction: 0.2, validationFraction: 0.2, sample: 1 };
  const sets = [1, 2, 3].map((seed) =>
    divide(pool, null, { ...o, seed })
      .test.sort((a, b) => a - b)
      .join(),
  );
  expect(new Set(sets).size).toBe(3);
});

test("trainCount and testCount are exact limits, and validation shrinks with training", () => {
  fc.assert(
    fc.property(labels, options, fc.integer({ min: 1, max: 400 }), (pool, o, limit) => {
      const free = divide(pool, null, { ...o, classes });
      const capped = divide(pool, null, { ...o, classes, trainCount: limit, testCount: limit });
      expect(capped.train.length).toBe(Math.min(limit, free.train.length));
      expect(capped.test.length).toBe(Math.min(limit, free.test.length));
      const kept = free.train.length === 0 ? 1 : Math.min(1, limit / free.train.length);
      expect(capped.validation.length).toBe(Math.round(free.validation.length * kept));
    }),
  );
});
