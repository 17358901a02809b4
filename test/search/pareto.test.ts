import fc from "fast-check";
import { expect, test } from "vitest";
import { dominates, paretoFront } from "../../search/index.ts";

// Few values, so that ties and duplicates are common.
const value = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.double({ noNaN: true }),
  fc.constantFrom(-0, Infinity, -Infinity),
);
const points = (width: number) =>
  fc.array(fc.array(value, { minLength: width, maxLength: width }), { maxLength: width === 2 ? 60 : 30 });
const anyPoints = fc.integer({ min: 1, max: 4 }).chain(points);

/** The definition, word for word. */
function slowFront(all: number[][]): number[][] {
  return all.filter((p) => !all.some((q) => q.every((v, i) => v >= p[i]!) && q.some((v, i) => v > p[i]!)));
}

test("a point is left out exactly when one that was kept dominates it", () => {
  fc.assert(
    fc.property(anyPoints, (all) => {
      const front = paretoFront(all, (p) => p);
      for (const p of all) expect(front.includes(p)).toBe(!front.some((q) => dominates(q, p)));
    }),
  );
});

test("the front is the slow version's front, in the order of the input", () => {
  fc.assert(
    fc.property(fc.oneof(points(2), anyPoints), (all) => {
      expect(paretoFront(all, (p) => p)).toEqual(slowFront(all));
    }),
  );
});

test("no point dominates itself, and two points never dominate each other", () => {
  fc.assert(
    fc.property(
      fc.tuple(fc.array(value, { minLength: 3, maxLength: 3 }), fc.array(value, { minLength: 3, maxLength: 3 })),
      ([p, q]) => {
        expect(dominates(p, p)).toBe(false);
        expect(dominates(p, q) && dominates(q, p)).toBe(false);
      },
    ),
  );
});

test("duplicates of a kept point are all kept", () => {
  const twins = [{ at: [1, 2] }, { at: [0, 3] }, { at: [1, 2] }, { at: [0, 2] }];
  expect(paretoFront(twins, ({ at }) => at)).toEqual([twins[0], twins[1], twins[2]]);
});

test("points that cannot be compared are refused", () => {
  expect(() => paretoFront([[0, Number.NaN]], (p) => p)).toThrow("Point 0 has an objective that is NaN.");
  expect(() => paretoFront([[0, 1], [0]], (p) => p)).toThrow("Point 1 has 1 objectives, but point 0 has 2.");
});

test("eight sampled schemes' next steps, 36,200 points, take well under a second", () => {
  const all = Array.from({ length: 36_200 }, (_, i) => [Math.sin(i * 12.9898), Math.cos(i * 78.233)]);
  const began = performance.now();
  paretoFront(all, (p) => p);
  expect(performance.now() - began).toBeLessThan(1_000);
});
