import fc from "fast-check";
import { expect, test } from "vitest";
import { spreadOf } from "../../search/index.ts";

const rates = fc.array(
  fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true })),
  {
    minLength: 1,
    maxLength: 200,
  },
);

test("at most two of a hundred trials are below a spread, of few trials none, and none is above it", () => {
  fc.assert(
    fc.property(rates, (all) => {
      const [pr, ar] = [all.map(([pr]) => pr), all.map(([, ar]) => ar)];
      const { measured, pr: most, validationAr } = spreadOf(pr, ar)!;
      expect(measured).toBe(all.length);
      expect(pr).toContain(most);
      expect(pr.every((value) => value <= most)).toBe(true);
      const [low, high] = validationAr;
      const below = ar.filter((value) => value < low).length;
      expect(below).toBeLessThanOrEqual(all.length > 40 ? 0.02 * all.length : 0);
      expect(ar.every((value) => value <= high)).toBe(true);
      expect(ar.filter((value) => value === high).length).toBeGreaterThan(0);
    }),
  );
  expect(spreadOf([], [])).toBeNull();
});
