import fc from "fast-check";
import { expect, test } from "vitest";
import { countStrategies, expand, mostStrategies } from "../../../ingest/index.ts";

const value = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }).map((x) => x + 0),
  fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/),
);
const grid = fc
  .array(fc.uniqueArray(value, { minLength: 1, maxLength: 5, selector: String }), { maxLength: 5 })
  .map((lists) => lists.map((values, at) => ({ id: `HP${at + 1}`, name: "x", values })));

test("the strategies are the grid of values: as many as the product, each choice once, each named by itself", () => {
  fc.assert(
    fc.property(grid, (hyperparameters) => {
      const params = Object.fromEntries(hyperparameters.map(({ id }) => [id, `$${id}`]));
      const card = { id: "M", steps: [{ operator: "op", params: { ...params, nested: { list: [params] } } }] };
      const strategies = expand(card, hyperparameters, ["op"]);
      expect(strategies).toHaveLength(hyperparameters.reduce((product, { values }) => product * values.length, 1));
      expect(countStrategies(hyperparameters)).toBe(strategies.length);
      expect(new Set(strategies.map(({ id }) => id)).size).toBe(strategies.length);
      for (const { settings, steps } of strategies) {
        expect(Object.keys(settings)).toEqual(hyperparameters.map(({ id }) => id));
        for (const { id, values } of hyperparameters) expect(values).toContain(settings[id]);
        expect(steps).toEqual([{ operator: "op", params: { ...settings, nested: { list: [settings] } } }]);
      }
    }),
    { numRuns: 40 },
  );
});

test("a mapped hyperparameter binds to what its map gives for the value, number or text, and the id keeps the value", () => {
  fc.assert(
    fc.property(grid, (hyperparameters) => {
      const words = (values: (string | number)[]) =>
        Object.fromEntries(values.map((each, at) => [String(each), `word${at}`]));
      const params = Object.fromEntries(hyperparameters.map(({ id, values }) => [id, { [`$${id}`]: words(values) }]));
      const card = { id: "M", steps: [{ operator: "op", params: { list: [params] } }] };
      const plain = { id: "M", steps: [{ operator: "op", params: {} }] };
      const strategies = expand(card, hyperparameters, ["op"]);
      expect(strategies.map(({ id }) => id)).toEqual(expand(plain, hyperparameters, ["op"]).map(({ id }) => id));
      for (const { settings, steps } of strategies) {
        const bound = hyperparameters.map(({ id, values }) => [id, `word${values.indexOf(settings[id]!)}`]);
        expect(steps).toEqual([{ operator: "op", params: { list: [Object.fromEntries(bound)] } }]);
      }
    }),
    { numRuns: 40 },
  );
});

test("what a map gives may be of any kind, and bind in turn", () => {
  const hyperparameters = [
    { id: "HP1", name: "x", values: [1, 2] },
    { id: "HP2", name: "x", values: ["a"] },
  ];
  const card = {
    id: "M",
    steps: [{ operator: "op", params: { of: { $HP1: { 1: { deep: ["$HP2", 3] }, 2: null } } } }],
  };
  expect(expand(card, hyperparameters, ["op"]).map(({ steps }) => steps?.[0]?.params)).toEqual([
    { of: { deep: ["a", 3] } },
    { of: null },
  ]);
});

test("a map has to cover the values of a hyperparameter that another card defines", () => {
  const card = { id: "M", steps: [{ operator: "op", params: { of: { $HP1: { P1: "one", P9: "nine" } } } }] };
  expect(() => expand(card, [{ id: "HP1", name: "x", values: ["P1", "P2"] }], [])).toThrow(
    "the map of $HP1 has to name the values P1, P2 and no other: P2 missing, P9 unknown.",
  );
});

test("a method with an operator that does not exist has strategies without steps", () => {
  const card = {
    id: "M",
    steps: [
      { operator: "prune", params: {} },
      { operator: "magic", params: {} },
    ],
  };
  expect(expand(card, [], ["prune"])).toEqual([{ id: "M()", methodId: "M", settings: {}, steps: null }]);
});

test("a card without steps is knowledge only: whatever its hyperparameters, it has no strategies", () => {
  const hyperparameters = [{ id: "HP1", name: "x", values: [1, 2] }];
  expect(expand({ id: "M", steps: [] }, hyperparameters, ["prune"])).toEqual([]);
  expect(expand({ id: "M", steps: [] }, [], ["prune"])).toEqual([]);
});

test("a grid that is too large is refused before it is built", () => {
  const hyperparameters = Array.from({ length: 12 }, (_, at) => ({
    id: `HP${at}`,
    name: "x",
    values: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  }));
  const steps = [{ operator: "prune", params: {} }];
  // Building 10¹² strategies would never end.
  expect(() => expand({ id: "M", steps }, hyperparameters, [])).toThrow(
    `M spans ${10 ** 12} strategies, the most for one method is ${mostStrategies}`,
  );
});
