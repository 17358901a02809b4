import fc from "fast-check";
import { expect, test } from "vitest";
import { linkPrediction, rankTriples, summarise } from "../../embed/evaluate.ts";
import { startTransR } from "../../embed/transr.ts";
import { groupTriples, nameTriples, partitionTriples, type TripleSet } from "../../embed/triples.ts";
import { sources } from "./sources.ts";
import { type Fact, slowRanks } from "./transr-reference.ts";

/** Small graphs of two labels and two relations. */
const graphs = fc.uniqueArray(
  fc.record({
    head: fc.constantFrom("A:1", "A:2", "A:3", "A:4"),
    relation: fc.constantFrom("r", "s"),
    tail: fc.constantFrom("B:1", "B:2", "B:3", "A:1", "A:4"),
  }),
  { minLength: 3, maxLength: 18, selector: ({ head, relation, tail }) => `${head} ${relation} ${tail}` },
);

function factsIn(set: TripleSet): Fact[] {
  return set.facts.flatMap(({ heads, tails }, relation) =>
    [...heads].map((head, i): Fact => [relation, head, tails[i]!]),
  );
}

test("ranks are those of a brute-force count, ties and all", () => {
  let ties = 0;
  fc.assert(
    fc.property(graphs, fc.integer(), (graph, seed) => {
      const names = nameTriples(graph);
      const known = groupTriples(graph, names);
      const random = sources(seed)("model");
      const [ranked] = partitionTriples(known, () => random() < 0.5);
      const model = startTransR(names.entities.length, names.relations.length, 3, random);
      // Quarters in the ball, so that sums are exact and many candidates score exactly alike.
      model.entities.forEach((value, i) => {
        model.entities[i] = Math.round(2 * value) / 4;
      });
      model.relations.fill(0.25);
      const everyone = [...names.entities.keys()];
      const ranks = rankTriples(model, ranked, known);
      const facts = factsIn(known);
      ranked.facts.forEach(({ heads, tails }, relation) => {
        heads.forEach((head, i) => {
          const fact: Fact = [relation, head, tails[i]!];
          const alike = (end: number) => everyone.filter((e) => names.labelOf[e] === names.labelOf[end]);
          const all = slowRanks(model, fact, facts, everyone);
          const own = [ranks[relation]!.all[2 * i], ranks[relation]!.all[2 * i + 1]];
          expect(own).toEqual(all);
          ties += all.filter((rank) => !Number.isInteger(rank)).length;
          expect(ranks[relation]!.typed[2 * i]).toBe(slowRanks(model, fact, facts, alike(tails[i]!))[0]);
          expect(ranks[relation]!.typed[2 * i + 1]).toBe(slowRanks(model, fact, facts, alike(head))[1]);
        });
      });
    }),
    { numRuns: 60 },
  );
  expect(ties).toBeGreaterThan(50);
});

test("a model that scores everything alike gets the middle rank", () => {
  const graph = Array.from({ length: 9 }, (_, i) => ({ head: "A:0", relation: "r", tail: `B:${i}` }));
  const names = nameTriples(graph);
  const known = groupTriples(graph, names);
  const model = startTransR(names.entities.length, 1, 4, sources(1)("model"));
  model.entities.fill(0);
  const { mrr, count, typed } = linkPrediction(model, known, known);
  expect(count).toBe(9);
  expect(mrr).toBeCloseTo((1 / 1.5 + 1 / 5.5) / 2, 12); // (A:0, r, ?): A:0 is left besides; (?, r, B:i): nine others
  expect(typed.mrr).toBe(1);
});

test("figures follow from ranks", () => {
  expect(summarise([1, 2.5, 4, 20])).toEqual({
    mrr: (1 + 1 / 2.5 + 1 / 4 + 1 / 20) / 4,
    hitsAt1: 0.25,
    hitsAt3: 0.5,
    hitsAt10: 0.75,
  });
  expect(summarise([])).toEqual({ mrr: 0, hitsAt1: 0, hitsAt3: 0, hitsAt10: 0 });
});
