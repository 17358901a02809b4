import { randomLcg, randomNormal } from "d3-random";
import fc from "fast-check";
import { expect, test } from "vitest";
import { extrapolate } from "../../search/index.ts";

const gap = fc.oneof(
  fc.double({ min: 0.3, max: 2.5, noNaN: true }).map((c) => (x: number) => x ** -c),
  fc.double({ min: 0.07, max: 1.5, noNaN: true }).map((k) => (x: number) => Math.exp(-k * (x - 1))),
  fc.tuple(fc.double({ min: 2, max: 8, noNaN: true }), fc.double({ min: 1.5, max: 3, noNaN: true })).map(
    ([half, c]) =>
      (x: number) =>
        (1 + half ** -c) / (1 + (x / half) ** c),
  ),
);
const fraction = (min: number, max: number) => fc.double({ min, max, noNaN: true });
/** A curve of the family: from `first` up to `limit`. */
const curve = fc
  .record({ limit: fraction(0.5, 0.98), open: fraction(0.02, 0.4), gap, epochs: fc.integer({ min: 4, max: 30 }) })
  .map(({ limit, open, gap, epochs }) =>
    Array.from({ length: epochs }, (_, i) => limit - Math.min(open, limit) * gap(i + 1)),
  );
const images = fc.constantFrom(100, 1000, 10_000);

test("a curve of the family is continued as it is, the more exactly the more of it was seen", () => {
  fc.assert(
    fc.property(curve, (whole) => {
      const last = whole.at(-1)!;
      for (const [part, tolerance] of [
        [0.75, 0.2],
        [1, 0.05],
      ] as const) {
        const seen = whole.slice(0, Math.max(3, Math.ceil(part * whole.length)));
        const { expected } = extrapolate({ curve: seen, epochs: whole.length, images: 1_000_000 });
        const rise = last - seen[0]!;
        expect(Math.abs(expected - last)).toBeLessThanOrEqual(tolerance * rise + 0.005);
      }
    }),
  );
});

test("power laws, exponentials and logarithmic power laws are recovered exactly", () => {
  const shapes = [
    (x: number) => 1 / x,
    (x: number) => Math.exp(-0.35 * (x - 1)),
    (x: number) => (1 + 4 ** -3) / (1 + (x / 4) ** 3),
  ];
  fc.assert(
    fc.property(fc.constantFrom(...shapes), fraction(0.5, 0.95), fraction(0.1, 0.4), (shape, limit, open) => {
      const whole = Array.from({ length: 16 }, (_, i) => limit - open * shape(i + 1));
      const { expected } = extrapolate({ curve: whole.slice(0, 8), epochs: 16, images: 100_000_000 });
      expect(expected).toBeCloseTo(whole.at(-1)!, 2);
    }),
  );
});

test("a curve that rises is expected to go on up, and the chance falls as more is asked", () => {
  fc.assert(
    fc.property(curve, images, fc.integer({ min: 1, max: 30 }), (whole, images, seen) => {
      const known = whole.slice(0, seen);
      const { expected, above } = extrapolate({ curve: known, epochs: whole.length, images });
      expect(expected).toBeGreaterThanOrEqual(known.at(-1)! - 2 / Math.sqrt(images));
      expect(expected).toBeLessThanOrEqual(1);
      const chances = [0, 0.2, 0.5, 0.8, 0.9, 0.95, 0.999, 1].map(above);
      expect(chances.every((chance) => chance >= 0 && chance <= 1)).toBe(true);
      expect(chances.toSorted((a, b) => b - a)).toEqual(chances);
      expect(chances.at(-1)).toBe(0); // nothing is above 1
    }),
  );
});

test("what is still to come makes it less sure; a rate that is still to fall more hopeful too", () => {
  fc.assert(
    fc.property(curve, (whole) => {
      const known = whole.slice(0, 3);
      const epochs = whole.length;
      const rates = Array.from({ length: epochs }, (_, i) => (1 + Math.cos((Math.PI * (i + 1)) / epochs)) / 2);
      const constant = extrapolate({ curve: known, epochs, images: 1000 });
      const falling = extrapolate({ curve: known, epochs, images: 1000, rates });
      expect(falling.expected).toBeGreaterThanOrEqual(constant.expected - 0.01);
    }),
  );
});

test("it is calibrated: of noisy curves whose chance was below 5 %, about as few end above", () => {
  const source = randomLcg(0.42);
  const normal = randomNormal.source(source)();
  let low = 0;
  let wrong = 0;
  let high = 0;
  let surprised = 0;
  for (let run = 0; run < 200; run++) {
    const epochs = 4 + Math.floor(20 * source());
    const limit = 0.6 + 0.38 * source();
    const open = 0.3 * source();
    const c = 0.4 + 1.6 * source();
    const close = [(x: number) => x ** -c, (x: number) => Math.exp(-0.5 * c * (x - 1))][run % 2]!;
    const noise = Math.sqrt((limit * (1 - limit)) / 1000) * (0.3 + source());
    const whole = Array.from({ length: epochs }, (_, i) =>
      Math.min(1, Math.max(0, limit - open * close(i + 1) + noise * normal())),
    );
    for (let seen = 3; seen < epochs; seen++) {
      const { above } = extrapolate({ curve: whole.slice(0, seen), epochs, images: 1000 });
      for (const rival of [limit - 0.03, limit, limit + 0.02, limit + 0.05]) {
        const chance = above(rival);
        const ended = whole.at(-1)! > rival;
        if (chance < 0.05) {
          low++;
          if (ended) wrong++;
        } else if (chance > 0.95) {
          high++;
          if (!ended) surprised++;
        }
      }
    }
  }
  expect(low).toBeGreaterThan(500); // it does decide
  expect(wrong / low).toBeLessThan(0.05);
  expect(surprised / Math.max(high, 1)).toBeLessThan(0.1);
});

test("the same curve gives the same forecast, and one that was seen whole is known", () => {
  fc.assert(
    fc.property(curve, (whole) => {
      const given = { curve: whole, epochs: whole.length, images: 1_000_000 };
      const { expected, above } = extrapolate(given);
      expect(extrapolate(given).expected).toBe(expected);
      expect(above(whole.at(-1)! - 0.02)).toBeGreaterThan(0.9);
      expect(above(whole.at(-1)! + 0.02)).toBeLessThan(0.1);
    }),
  );
});
