import fc from "fast-check";
import { expect, test } from "vitest";
import { meanRanks, pairedPValue } from "../../../server/bench/paired.ts";

/** The share of all 2^n changes of signs with a mean as far from 0. */
function exactly(differences: readonly number[]): number {
  const observed = Math.abs(differences.reduce((sum, each) => sum + each, 0));
  let asFar = 0;
  for (let signs = 0; signs < 2 ** differences.length; signs++) {
    const sum = differences.reduce((total, each, at) => total + ((signs >> at) & 1 ? each : -each), 0);
    if (Math.abs(sum) >= observed - 1e-9) asFar++;
  }
  return asFar / 2 ** differences.length;
}

test("a paired p is that of all changes of signs, within what drawing them leaves open", () => {
  const differences = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 2, maxLength: 9 });
  fc.assert(
    fc.property(differences, (of) => {
      expect(Math.abs(pairedPValue(of) - exactly(of))).toBeLessThan(0.03);
      expect(pairedPValue(of.map((each) => -each))).toBeCloseTo(pairedPValue(of), 10);
    }),
    { numRuns: 40 },
  );
});

test("ranks sum up to the same in every block, and follow the order of values", () => {
  const blocks = fc.integer({ min: 1, max: 5 }).chain((count) =>
    fc.array(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: count, maxLength: count }), {
      minLength: 2,
      maxLength: 6,
    }),
  );
  fc.assert(
    fc.property(blocks, (of) => {
      const {
        ranks,
        blocks: count,
        criticalDifference,
      } = meanRanks(new Map(of.map((values, at) => [`${at}`, values])));
      const sum = [...ranks.values()].reduce((total, rank) => total + rank, 0);
      expect(sum).toBeCloseTo((of.length * (of.length + 1)) / 2, 9);
      expect(count).toBe(of[0]!.length);
      expect(criticalDifference).toBeGreaterThan(0);
      const always = (better: number, worse: number) => of[better]!.every((value, at) => value > of[worse]![at]!);
      for (let a = 0; a < of.length; a++)
        for (let b = 0; b < of.length; b++)
          if (always(a, b)) expect(ranks.get(`${a}`)).toBeLessThan(ranks.get(`${b}`)!);
    }),
  );
});

test("the critical difference is Demšar's for four classifiers on fourteen sets", () => {
  const values = new Map([1, 2, 3, 4].map((name) => [`${name}`, Array.from({ length: 14 }, (_, at) => at * name)]));
  expect(meanRanks(values).criticalDifference).toBeCloseTo(1.25, 2);
});
