import fc from "fast-check";
import { expect, test } from "vitest";
import type { Trial } from "../../../server/web/src/studies/shapes.ts";
import { layOut } from "../../../server/web/src/studies/tree-layout.ts";

const schemes = fc
  .uniqueArray(fc.array(fc.constantFrom("NS(a)", "SFP(b)", "LMA(c)"), { minLength: 1, maxLength: 4 }), {
    selector: (steps) => steps.join(),
    maxLength: 40,
  })
  .map((all) => all.map((steps, i) => ({ number: i + 1, scheme: steps.join(" -> "), state: "failed" }) as Trial));

test("every trial has its place behind the scheme that it extends, and no two schemes of a depth share one", () => {
  fc.assert(
    fc.property(schemes, (trials) => {
      const { nodes, left } = layOut(trials, { most: 1000, first: new Set() });
      expect(left).toBe(0);
      for (const trial of trials) expect(nodes.find(({ scheme }) => scheme === trial.scheme)!.trial).toBe(trial);
      for (const { depth, scheme, parent } of nodes.filter((node) => node.parent))
        expect([parent!.depth, scheme.startsWith(depth === 1 ? "" : parent!.scheme)]).toEqual([depth - 1, true]);
      const places = nodes.map(({ depth, row }) => `${depth} ${row}`);
      expect(new Set(places).size).toBe(places.length);
    }),
  );
});

test("of a large study the front is drawn before others, and it says how many are not", () => {
  const trials = Array.from(
    { length: 5000 },
    (_, i) => ({ number: i + 1, scheme: `NS(${i})`, state: "failed" }) as Trial,
  );
  const { nodes, left } = layOut(trials, { most: 40, first: new Set([4999, 5000]) });
  expect(nodes.length).toBeLessThan(100);
  expect(left + nodes.length - 1).toBe(5000);
  expect(nodes.filter(({ trial }) => trial && trial.number > 4998)).toHaveLength(2);
});
