import fc from "fast-check";
import { expect, test } from "vitest";
import { readableIn } from "../../embed/readable.ts";
import { fittedRidge, foldedRidge } from "../../embed/ridge.ts";
import { groupTriples, nameTriples } from "../../embed/triples.ts";
import { smallGraph } from "./small-graph.ts";
import { sources } from "./sources.ts";

/** The small graph, with a word for each strategy of NS. */
const graph = [
  ...smallGraph(),
  ...smallGraph()
    .filter(({ head, relation }) => relation === "OF_METHOD" && head.startsWith("Strategy:NS("))
    .map(({ head }, i) => ({ head, relation: "WITH_SETTING", tail: `Setting:HP8=${["l1", "l2"][i % 2]}` })),
];
const names = nameTriples(graph);
const triples = groupTriples(graph, names);
const dim = 24;

/** A random row for every name; a strategy's vector is the sum of those that `of` chooses. */
function vectorsBy(of: (triple: { relation: string; tail: string }) => boolean, noise: number) {
  const random = sources(3)("vectors");
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const rows = new Map(names.entities.map((name) => [name, Array.from({ length: dim }, normal)]));
  const vectors = Float64Array.from({ length: names.entities.length * dim }, () => noise * normal());
  for (const triple of graph) {
    if (!of(triple)) continue;
    const at = names.entities.indexOf(triple.head) * dim;
    rows.get(triple.tail)?.forEach((value, d) => {
      vectors[at + d]! += value;
    });
  }
  return vectors;
}
const measure = (vectors: Float64Array) => readableIn(triples, vectors, dim, sources(1)("folds"));
const sum = (values: number[]) => values.reduce((all, value) => all + value, 0);

test("vectors that are sums of all their parts tell everything, and nothing is left", () => {
  const { strategies, method, numbers, words, shares } = measure(
    vectorsBy(({ relation }) => relation === "OF_METHOD" || relation === "WITH_SETTING", 0),
  );
  expect(strategies).toBe(125);
  expect(method).toBe(1);
  expect(Object.keys(numbers)).toEqual(["HP1", "HP10", "HP2", "HP6", "HP9"]);
  for (const value of Object.values(numbers)) expect(value).toBeGreaterThan(0.97);
  expect(words).toEqual({ HP8: 1 });
  expect(shares.rest).toBeLessThan(1e-6);
  expect(shares.settings).toBeGreaterThan(0.2);
  expect(sum(Object.values(shares))).toBeCloseTo(1, 12);
});

test("random vectors tell nothing, and vectors that are the method's tell the method alone", () => {
  const random = measure(vectorsBy(() => false, 1));
  expect(Math.max(...Object.values(random.numbers))).toBeLessThan(0.1);
  expect(random.shares.rest).toBeGreaterThan(0.75);
  const ofMethod = measure(vectorsBy(({ relation }) => relation === "OF_METHOD", 0.001));
  expect(ofMethod.method).toBe(1);
  expect(ofMethod.shares.method).toBeGreaterThan(0.99);
  expect(Math.max(...Object.values(ofMethod.numbers))).toBeLessThan(0.1);
});

test("the method's share is the variance between methods, by hand", () => {
  const vectors = vectorsBy(({ relation }) => relation === "OF_METHOD", 1);
  const own = names.entities.flatMap((name, e) =>
    name.startsWith("Strategy:") ? [{ name, x: [...vectors.slice(e * dim, (e + 1) * dim)] }] : [],
  );
  const shares = Array.from({ length: dim }, (_, d) => {
    const mean = (all: typeof own) => sum(all.map(({ x }) => x[d]!)) / all.length;
    const kind = (name: string) => own.filter((each) => each.name.startsWith(`Strategy:${name}(`));
    const between = sum(["NS", "SFP"].map((name) => kind(name).length * (mean(kind(name)) - mean(own)) ** 2));
    return between / sum(own.map(({ x }) => (x[d]! - mean(own)) ** 2));
  });
  expect(measure(vectors).shares.method).toBeCloseTo(sum(shares) / dim, 6);
});

test("a graph without strategies has nothing to read", () => {
  const other = [{ head: "a", relation: "likes", tail: "b" }];
  const found = readableIn(groupTriples(other, nameTriples(other)), new Float64Array(2), 1, Math.random);
  expect(found).toEqual({
    strategies: 0,
    method: 0,
    numbers: {},
    words: {},
    shares: { method: 0, settings: 0, rest: 0 },
  });
});

const value = fc.double({ min: -3, max: 3, noNaN: true });
const problems = fc
  .record({ rows: fc.integer({ min: 4, max: 12 }), width: fc.integer({ min: 1, max: 4 }) })
  .chain(({ rows, width }) =>
    fc.record({
      rows: fc.constant(rows),
      width: fc.constant(width),
      x: fc.array(value, { minLength: rows * width, maxLength: rows * width }),
      y: fc.array(value, { minLength: 2 * rows, maxLength: 2 * rows }),
      lambda: fc.constantFrom(0.1, 1, 10),
    }),
  );

test("no small change of the map makes ridge's penalised error less", () => {
  fc.assert(
    fc.property(problems, fc.array(value, { minLength: 4, maxLength: 4 }), ({ rows, width, x, y, lambda }, away) => {
      // Ridge is ordinary least squares on the data with √λ I below it, where the target is 0.
      const below = Array.from({ length: width * width }, (_, i) => (i % (width + 1) === 0 ? Math.sqrt(lambda) : 0));
      const inputs = Float64Array.from([...x, ...below]);
      const targets = Float64Array.from([...y, ...Array(2 * width).fill(0)]);
      const fitted = fittedRidge(Float64Array.from(x), width, Float64Array.from(y), 2, lambda);
      const least = fittedRidge(inputs, width, targets, 2, 1e-12);
      for (let i = 0; i < 2 * rows; i++) expect(fitted[i]).toBeCloseTo(least[i]!, 5);
      const error = (by: number) =>
        sum(
          Array.from({ length: rows + width }, (_, i) => {
            const moved = sum(Array.from({ length: width }, (_, a) => by * away[a]! * inputs[i * width + a]!));
            return (targets[2 * i]! - least[2 * i]! - moved) ** 2;
          }),
        );
      expect(error(0)).toBeLessThanOrEqual(error(1e-3) + 1e-9);
      expect(error(0)).toBeLessThanOrEqual(error(-1e-3) + 1e-9);
    }),
    { numRuns: 50 },
  );
});

test("a row's prediction does not depend on what is true of its own fold", () => {
  fc.assert(
    fc.property(problems, ({ rows, width, x, y, lambda }) => {
      const folds = Int32Array.from({ length: rows }, (_, i) => i % 3);
      const predict = (targets: number[]) =>
        foldedRidge(Float64Array.from(x), width, Float64Array.from(targets), 2, folds, lambda);
      const [found, lied] = [predict(y), predict(y.map((own, i) => (folds[i >> 1] === 1 ? own + 100 : own)))];
      found.forEach((own, i) => {
        if (folds[i >> 1] === 1) expect(lied[i]).toBe(own);
      });
    }),
    { numRuns: 50 },
  );
});
