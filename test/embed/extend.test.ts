import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { driftBetween, extend, learn } from "../../embed/index.ts";
import type { Triple } from "../../graph/index.ts";
import { smallGraph } from "./small-graph.ts";
import { sources } from "./sources.ts";

const all = smallGraph();
const ofSfp = (name: string) => name.includes(":SFP") || /HP(9|10)\b/.test(name);
const before = all.filter(({ head, tail }) => !ofSfp(head) && !ofSfp(tail));
const options = { dim: 16, epochs: 40, refitEpochs: 10, heldOut: 0.1 };
const base = await learn({ triples: before, experience: [] }, options, { random: sources(1) });
const learnt = { ...base, triples: before };
const made = await extend(learnt, all, options, { random: sources(2) });

describe("placing a method of 75 strategies among another's 50", () => {
  test("old vectors stay, bit for bit; every new entity gets one of the unit ball", () => {
    for (const [key, vector] of base.vectors) expect(made.vectors.get(key)).toEqual(vector);
    const names = new Set(all.flatMap(({ head, tail }) => [head, tail]));
    expect(new Set(made.vectors.keys())).toEqual(names);
    expect(made.newEntities.every((key) => !base.vectors.has(key))).toBe(true);
    expect(made.newEntities).toHaveLength(names.size - base.vectors.size);
    for (const key of made.newEntities) expect(Math.hypot(...made.vectors.get(key)!)).toBeLessThanOrEqual(1 + 1e-6);
  });

  test("held-out triples of the new entities are ranked far better than at random", () => {
    expect(made.ranked.count).toBeGreaterThan(20);
    expect(made.ranked.mrr).toBeGreaterThan(3 * made.random.mrr);
  });

  test("the same seed gives the same vectors, in whatever order the triples come", async () => {
    const again = await extend(learnt, all.toReversed(), options, { random: sources(2) });
    expect(again.vectors).toEqual(made.vectors);
  });

  test("nothing new, a new relation and a signal are told", async () => {
    const c = { random: sources(1) };
    await expect(extend(learnt, before, options, c)).rejects.toMatchObject({ code: "nothing_new" });
    const odd = { head: "Method:NS", relation: "RIVALS", tail: "Method:SFP" } as unknown as Triple;
    await expect(extend(learnt, [...all, odd], options, c)).rejects.toThrow(/relation RIVALS is new/);
    const stopped = extend(learnt, all, options, { ...c, signal: AbortSignal.abort(new Error("enough")) });
    await expect(stopped).rejects.toThrow("enough");
  });
});

describe("driftBetween", () => {
  const subsets = fc.subarray(all, { minLength: 1 });

  test("counts as sets do", () => {
    fc.assert(
      fc.property(subsets, subsets, (old, now) => {
        const names = (triples: Triple[]) => new Set(triples.flatMap(({ head, tail }) => [head, tail]));
        const [known, present] = [names(old), names(now)];
        const drift = driftBetween(old, now);
        expect(drift.newEntities).toBe([...present].filter((name) => !known.has(name)).length);
        expect(drift.goneEntities).toBe([...known].filter((name) => !present.has(name)).length);
        const isNew = ({ head, tail }: Triple) => !known.has(head) || !known.has(tail);
        expect(drift.newTriples).toBe(now.filter(isNew).length);
        const gone = old.filter((triple) => !now.includes(triple)).length;
        const added = now.filter((triple) => !old.includes(triple) && !isNew(triple)).length;
        expect(drift.changedTriples).toBe(gone + added);
      }),
    );
  });

  test("nothing has drifted from itself; a method more is no reason to learn anew, many changes are", () => {
    expect(driftBetween(all, all)).toMatchObject({ newEntities: 0, changedTriples: 0, reasons: [] });
    const one = { head: "Strategy:NS(HP1=9)", relation: "OF_METHOD", tail: "Method:NS" };
    expect(driftBetween(all, [...all, one]).reasons).toEqual([]);
    expect(driftBetween(all, all.slice(40)).reasons).toEqual([expect.stringMatching(/40 of 529 triples/)]);
    expect(driftBetween(before, all).reasons).toEqual([expect.stringMatching(/entities are new beside/)]);
  });
});

test("the relations that learn gives are those that placing goes on from", () => {
  expect([...base.relations.keys()].sort()).toEqual([...new Set(before.map(({ relation }) => relation))].sort());
  for (const { vector, projection } of base.relations.values()) {
    expect(vector).toHaveLength(16);
    expect(projection).toHaveLength(256);
  }
});
