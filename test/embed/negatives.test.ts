import fc from "fast-check";
import { expect, test } from "vitest";
import { drawNegatives } from "../../embed/negatives.ts";
import { groupTriples, labelIn, nameTriples } from "../../embed/triples.ts";
import { smallGraph } from "./small-graph.ts";
import { sources } from "./sources.ts";

const graph = smallGraph();
const names = nameTriples(graph);
const known = groupTriples(graph, names);
const facts = new Set(graph.map(({ head, relation, tail }) => `${head} ${relation} ${tail}`));

const cases = fc.record({
  seed: fc.integer(),
  relation: fc.nat(names.relations.length - 1),
  negatives: fc.integer({ min: 1, max: 6 }),
  anyLabel: fc.constantFrom(0, 0.5, 0.8),
  loops: fc.constantFrom(0, 0.2),
});

test("a false triple is never a true one, differs at one end, and keeps that end's label unless told otherwise", () => {
  let drawn = 0;
  fc.assert(
    fc.property(cases, ({ seed, relation, negatives, anyLabel, loops }) => {
      const { heads, tails } = known.facts[relation]!;
      const batch = drawNegatives(known, relation, heads, tails, { negatives, anyLabel, loops }, sources(seed)("draw"));
      const name = (place: number) => names.entities[batch.entities[place]!]!;
      for (let i = 0; i < heads.length; i++) {
        const [head, tail] = [name(batch.heads[i]!), name(batch.tails[i]!)];
        expect([head, tail]).toEqual([names.entities[heads[i]!], names.entities[tails[i]!]]);
        for (let j = i * negatives; j < (i + 1) * negatives; j++) {
          if (batch.falseHeads[j]! < 0) {
            expect(batch.falseTails[j]).toBe(-1);
            continue;
          }
          drawn++;
          const [falseHead, falseTail] = [name(batch.falseHeads[j]!), name(batch.falseTails[j]!)];
          expect(facts.has(`${falseHead} ${names.relations[relation]} ${falseTail}`)).toBe(false);
          expect([falseHead === head, falseTail === tail].filter(Boolean)).toHaveLength(1);
          if (anyLabel + loops === 0) {
            expect([falseHead, falseTail].map(labelIn)).toEqual([head, tail].map(labelIn));
          }
        }
      }
    }),
    { numRuns: 20 },
  );
  expect(drawn).toBeGreaterThan(1000);
});

test("both ends are replaced, and a pair is left out only where nothing false was found", () => {
  const relation = names.relations.indexOf("WITH_SETTING");
  const { heads, tails } = known.facts[relation]!;
  const batch = drawNegatives(
    known,
    relation,
    heads,
    tails,
    { negatives: 8, anyLabel: 0, loops: 0 },
    sources(1)("draw"),
  );
  const swappedHead = batch.falseHeads.filter((place, j) => place >= 0 && place !== batch.heads[j >> 3]);
  const swappedTail = batch.falseTails.filter((place, j) => place >= 0 && place !== batch.tails[j >> 3]);
  expect(swappedHead.length + swappedTail.length).toBe(heads.length * 8);
  expect(swappedHead.length).toBe(swappedTail.length);
});

test("loops join an entity to itself, in their share, but where that is true", () => {
  const knows = [
    { head: "P:1", relation: "knows", tail: "P:2" },
    { head: "P:1", relation: "knows", tail: "P:1" },
    ...Array.from({ length: 50 }, (_, i) => ({ head: `P:${i + 2}`, relation: "knows", tail: "P:1" })),
  ];
  const set = groupTriples(knows, nameTriples(knows));
  const draw = (loops: number) => {
    const heads = new Int32Array(1000).fill(set.names.entities.indexOf("P:3"));
    const tails = new Int32Array(1000).fill(set.names.entities.indexOf("P:2"));
    const batch = drawNegatives(set, 0, heads, tails, { negatives: 2, anyLabel: 0, loops }, sources(1)("draw"));
    return batch.falseHeads.filter((head, i) => head === batch.falseTails[i]).length / batch.falseHeads.length;
  };
  expect(draw(1)).toBe(1);
  expect(Math.abs(draw(0.2) - draw(0) - 0.2)).toBeLessThan(0.05);
  const first = Int32Array.of(set.names.entities.indexOf("P:1"));
  const batch = drawNegatives(set, 0, first, first, { negatives: 9, anyLabel: 0, loops: 1 }, sources(1)("draw"));
  expect(batch.falseHeads.some((head, i) => head >= 0 && head === batch.falseTails[i])).toBe(false);
});

test("where every corruption is true, nothing is drawn", () => {
  const full = [
    { head: "A:1", relation: "r", tail: "B:1" },
    { head: "A:1", relation: "r", tail: "B:2" },
    { head: "A:2", relation: "r", tail: "B:1" },
    { head: "A:2", relation: "r", tail: "B:2" },
  ];
  const set = groupTriples(full, nameTriples(full));
  const { heads, tails } = set.facts[0]!;
  const batch = drawNegatives(set, 0, heads, tails, { negatives: 3, anyLabel: 0, loops: 0 }, sources(1)("draw"));
  expect([...batch.falseHeads]).toEqual(new Array(12).fill(-1));
});
