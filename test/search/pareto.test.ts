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

test.each([1_000, 4_000])("two objectives of %i points are looked at about n log n times", (count) => {
  let looks = 0;
  const counted = (point: number[]) =>
    new Proxy(point, {
      get: (values, at, receiver) => {
        if (typeof at === "string" && /^\d+$/.test(at)) looks += 1;
        return Reflect.get(values, at, receiver);
      },
    });
  const all = Array.from({ length: count }, (_, i) => [Math.sin(i * 12.9898), Math.cos(i * 78.233)]);
  paretoFront(all, counted);
  // A comparison looks at two values of two points; with n² of them it would be over 20 times that.
  expect(looks).toBeLessThan(8 * count * Math.log2(count));
});
