import fc from "fast-check";
import { expect, test } from "vitest";
import { EmbedError } from "../../embed/index.ts";
import { holdOut, splitTriples } from "../../embed/split.ts";
import { groupTriples, nameTriples, partitionTriples } from "../../embed/triples.ts";
import { smallGraph } from "./small-graph.ts";
import { sources } from "./sources.ts";

const graph = smallGraph();
const names = nameTriples(graph);
const all = groupTriples(graph, names);

test("holding out loses no triple, no entity, and the same share of every relation", () => {
  fc.assert(
    fc.property(fc.integer(), fc.double({ min: 0, max: 0.5, noNaN: true }), (seed, fraction) => {
      const { train, heldOut } = holdOut(all, fraction, sources(seed)("split"));
      expect(train.count + heldOut.count).toBe(graph.length);
      const seen = new Set<number>();
      all.facts.forEach(({ heads, tails }, relation) => {
        const out = heldOut.facts[relation]!.heads.length;
        expect(out).toBeLessThanOrEqual(Math.round(fraction * heads.length));
        heads.forEach((head, i) => {
          expect(train.has(relation, head, tails[i]!)).not.toBe(heldOut.has(relation, head, tails[i]!));
        });
        const kept = train.facts[relation]!;
        expect(kept.heads.length).toBeGreaterThan(0);
        for (const entity of [...kept.heads, ...kept.tails]) seen.add(entity);
      });
      expect(seen.size).toBe(names.entities.length);
    }),
    { numRuns: 40 },
  );
});

test("a tenth of a big relation is a tenth", () => {
  const { heldOut } = holdOut(all, 0.1, sources(1)("split"));
  const relation = names.relations.indexOf("WITH_SETTING");
  expect(heldOut.facts[relation]!.heads).toHaveLength(38); // of 375
});

test("three parts share no triple, and what is tested does not depend on the validation share", () => {
  const { train, validation, test: tested } = splitTriples(all, { heldOut: 0.1, validation: 0.2 }, sources(3));
  expect(train.count + validation.count + tested.count).toBe(graph.length);
  expect(validation.count / tested.count).toBeCloseTo(2, 0);
  for (const [relation, { heads, tails }] of all.facts.entries()) {
    heads.forEach((head, i) => {
      const parts = [train, validation, tested].filter((part) => part.has(relation, head, tails[i]!));
      expect(parts).toHaveLength(1);
    });
  }
  const without = splitTriples(all, { heldOut: 0.1, validation: 0 }, sources(3));
  expect(without.test.facts).toEqual(tested.facts);
  expect(without.validation.count).toBe(0);
});

test("numbers do not depend on the order in which a graph was read, and a triple counts once", () => {
  const mixed = [...graph].reverse();
  const again = groupTriples([...mixed, ...mixed], nameTriples(mixed));
  expect(again.names).toEqual(names);
  expect(again.facts).toEqual(all.facts);
  expect(again.count).toBe(graph.length);
});

test("has() knows exactly the triples of the set", () => {
  const [some, rest] = partitionTriples(all, (_, row) => row % 3 === 0);
  for (const set of [some, rest]) {
    const own = new Set(
      set.facts.flatMap(({ heads, tails }, r) => [...heads].map((head, i) => `${r} ${head} ${tails[i]}`)),
    );
    for (let relation = 0; relation < names.relations.length; relation++) {
      for (let head = 0; head < names.entities.length; head += 3) {
        for (let tail = 0; tail < names.entities.length; tail++) {
          expect(set.has(relation, head, tail)).toBe(own.has(`${relation} ${head} ${tail}`));
        }
      }
    }
  }
});

test("a graph without triples, or with a nameless end, is refused", () => {
  expect(() => nameTriples([])).toThrow(EmbedError);
  expect(() => nameTriples([{ head: "", relation: "r", tail: "B:1" }])).toThrow(/lacks a name/);
  expect(() => groupTriples([{ head: "A:1", relation: "new", tail: "B:1" }], names)).toThrow(/unknown/);
});
