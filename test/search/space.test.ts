import fc from "fast-check";
import { expect, test } from "vitest";
import { schemeId, schemeSteps } from "../../search/index.ts";
import { sampleSchemes } from "../../search/sample-schemes.ts";
import { SchemeTree } from "../../search/space.ts";
import { strategyIs } from "../ids.ts";
import { seeded } from "./seeded.ts";

const promising = (...shares: (number | null)[]) => shares.map((share) => ({ share }));

const base = { accuracy: 0.9, parameters: 1000 };

test("a scheme's id names its steps in order, and is read back", () => {
  expect(schemeId([])).toBe("START");
  expect(schemeId(["SFP(HP2=0.2)", "NS(HP1=0.1,HP2=0.04)"].map(strategyIs))).toBe(
    "SFP(HP2=0.2) -> NS(HP1=0.1,HP2=0.04)",
  );
  expect(schemeSteps(" A(x=1)->B(y=-2) ")).toEqual(["A(x=1)", "B(y=-2)"]);
  const step = fc.stringMatching(/^[A-Z][A-Za-z0-9]{0,6}\([A-Z0-9=.,_-]{0,12}\)$/).map(strategyIs);
  fc.assert(
    fc.property(fc.array(step, { maxLength: 5 }), (scheme) => {
      expect(schemeSteps(schemeId(scheme))).toEqual(scheme);
    }),
  );
});

test("a taken step is no longer open there, and opens all of C behind it unless it failed", () => {
  const tree = new SchemeTree(promising(0, 0.1, 0), 2, base);
  expect([...tree.next(tree.start)]).toEqual([0, 1, 2]);
  tree.take(tree.start, 1, { accuracy: 0.8, parameters: 500 });
  tree.take(tree.start, 2, null);
  expect([...tree.next(tree.start)]).toEqual([0]);
  expect(tree.nodes.map(({ steps }) => steps)).toEqual([[], [1]]);
  const [, grown] = tree.nodes;
  expect([...tree.next(grown!)]).toEqual([0, 1, 2]);
  tree.take(grown!, 0, { accuracy: 0.7, parameters: 400 });
  const leaf = tree.nodes[2]!;
  expect(leaf.steps).toEqual([1, 0]);
  expect(tree.open(leaf)).toBe(0); // length L
  expect([...tree.next(leaf)]).toEqual([]);
});

test("sampled schemes are different, open, as many as there are, and mostly Pareto optimal", () => {
  const tree = new SchemeTree(promising(...new Array<number>(50).fill(0)), 3, base);
  const optimal = new Set<number>();
  for (let i = 0; i < 41; i++) {
    const onFront = i % 4 === 0;
    if (onFront) optimal.add(tree.nodes.length);
    const parameters = 900 - 20 * i;
    tree.take(tree.start, i, { accuracy: onFront ? 0.2 + parameters / 2000 : 0.1, parameters });
  }
  let [drawn, fromFront] = [0, 0];
  for (let round = 0; round < 300; round++) {
    const sampled = sampleSchemes(tree, 5, seeded(round)("sample"));
    expect(new Set(sampled).size).toBe(5);
    drawn += 5;
    fromFront += sampled.filter((node) => node === tree.start || optimal.has(tree.nodes.indexOf(node))).length;
  }
  expect(fromFront / drawn).toBeGreaterThan(0.65); // 0.7 ± five standard errors
  expect(fromFront / drawn).toBeLessThan(0.75);
  expect(sampleSchemes(tree, 1000, seeded(1)("sample"))).toHaveLength(42);
});

test("schemes without open steps are not sampled", () => {
  const tree = new SchemeTree(promising(0), 1, base);
  expect(sampleSchemes(tree, 3, seeded(1)("sample"))).toEqual([tree.start]);
  tree.take(tree.start, 0, { accuracy: 0.8, parameters: 10 });
  expect(sampleSchemes(tree, 3, seeded(1)("sample"))).toEqual([]);
});

test("what would promise to remove too much is never open, and is not counted", () => {
  fc.assert(
    fc.property(
      fc.array(fc.option(fc.integer({ min: 0, max: 10 }).map((tenths) => tenths / 10)), { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 0, max: 10 }).map((tenths) => tenths / 10),
      fc.array(fc.nat(5), { maxLength: 4 }),
      (shares, most, path) => {
        const tree = new SchemeTree(promising(...shares), 3, base, most);
        let node = tree.start;
        for (const wish of path) {
          const open = [...tree.next(node)];
          expect(open).toHaveLength(tree.open(node));
          const candidate = open[wish % open.length];
          if (candidate === undefined) break;
          node = tree.take(node, candidate, base)!;
          expect(node.steps.reduce((sum, step) => sum + (shares[step] ?? 0), 0)).toBeLessThan(most + 1e-6);
        }
      },
    ),
  );
});
