import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Embedding } from "../../embed/embedding.ts";
import { driftBetween, extend, learn } from "../../embed/index.ts";
import type { Experience, Triple } from "../../graph/index.ts";
import { smallGraph } from "./small-graph.ts";
import { sources } from "./sources.ts";
import { slowRaw, slowSum } from "./sums-reference.ts";

const all = smallGraph();
const ofSfp = (name: string) => name.includes(":SFP") || /HP(9|10)\b/.test(name);
const before = all.filter(({ head, tail }) => !ofSfp(head) && !ofSfp(tail));
const options = { dim: 16, epochs: 40, refitEpochs: 10, heldOut: 0.1 };
const base = await learn({ triples: before, experience: [] }, options, { random: sources(1) });
const learnt = { ...base, triples: before };
const made = await extend(learnt, all, options, { random: sources(2) });

/** The parts of a run as the formula takes them. */
const partsIn = ({ rows, scales }: typeof made.parts) => ({ rows: [...rows.keys()], scales });
const formula = (strategy: string, triples: readonly Triple[], { parts }: Pick<typeof made, "parts">) =>
  slowSum(2, strategy, triples, partsIn(parts), (name) => [...parts.rows.get(name)!]);
const near = (vector: Float32Array, wanted: number[]) => {
  for (const [d, value] of wanted.entries()) expect(vector[d]).toBeCloseTo(value, 6);
};

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

describe("the parts of new strategies", () => {
  test("a new method has one new part, new hyperparameters their lines; old parts stay, bit for bit", () => {
    const added = [...made.parts.rows.keys()].filter((name) => !base.parts.rows.has(name));
    const lines = ["HP10", "HP9"].flatMap((name) => [`Line:${name}`, `Slope:${name}`]);
    expect(added.sort()).toEqual([...lines, "Method:SFP"].sort());
    for (const [name, part] of base.parts.rows) expect(made.parts.rows.get(name)).toEqual(part);
    for (const key of made.newEntities.filter((name) => name.startsWith("Strategy:")))
      near(made.vectors.get(key)!, formula(key, all, made));
  });

  test("a strategy of known parts, with a new value among them, follows from the formula alone", async () => {
    const strategy = "Strategy:NS(HP1=0.25,HP2=0.12,HP6=0.9)" as const;
    const settings = ["HP1=0.25", "HP2=0.12", "HP6=0.9"] as const;
    const more: Triple[] = [
      ...before,
      { head: "Hyperparameter:HP1", relation: "OFFERS", tail: "Setting:HP1=0.25" },
      { head: strategy, relation: "OF_METHOD", tail: "Method:NS" },
      ...settings.map((id): Triple => ({ head: strategy, relation: "WITH_SETTING", tail: `Setting:${id}` })),
    ];
    const placed = await extend(learnt, more, options, { random: sources(3) });
    expect(placed.parts).toEqual(base.parts);
    near(placed.vectors.get(strategy)!, formula(strategy, more, base));
    // HP1's values are on a line, so in the raw sums 0.25 is half way from 0.2 to 0.3.
    const of = (value: number) =>
      slowRaw(
        strategy,
        more.map((each) => ({ ...each, tail: each.tail.replace("HP1=0.25", `HP1=${value}`) })),
        partsIn(base.parts),
        (name) => [...base.parts.rows.get(name)!],
      );
    for (const [d, value] of of(0.25).entries()) expect(value).toBeCloseTo((of(0.2)[d]! + of(0.3)[d]!) / 2, 6);
    const again = await extend(learnt, more, { ...options, epochs: 3 }, { random: sources(4) });
    expect(again.vectors.get(strategy)).toEqual(placed.vectors.get(strategy)); // nothing of it is learned
  });

  test("vectors that are no sums are continued by vectors that are none", async () => {
    const plain = await learn(
      { triples: before, experience: [] },
      { ...options, ablate: "graph" },
      { random: sources(1) },
    );
    expect(plain.parts.rows.size).toBe(0);
    const placed = await extend({ ...plain, triples: before }, all, { ...options, epochs: 2 }, { random: sources(2) });
    expect(placed.parts.rows.size).toBe(0);
    expect(placed.vectors.size).toBe(made.vectors.size);
  });
});

describe("results of the new method", () => {
  const task = {
    categories: 10,
    imageSize: 32,
    channels: 3,
    dataAmount: 6e4,
    parameters: 9e5,
    flops: 3e8,
    accuracy: 0.9,
  };
  const row = (methodId: string, ar: number): Experience => ({
    ...{ methodId, settings: {}, task, ar, pr: 0.4, share: 0.4, source: "Table 1" },
  });
  const known = [row("NS", -0.02), row("NS", -0.04)];
  const meanAr = ({ vectors }: typeof made, predictor: Embedding["predictor"]) => {
    const own = [...vectors].filter(([key]) => key.startsWith("Strategy:SFP"));
    return own.reduce((sum, [, vector]) => sum + predictor.predict(vector, task, 0.4).ar, 0) / own.length;
  };

  test("move its vectors to where NN_exp expects them; NN_exp and old vectors stay, bit for bit", async () => {
    const taught = await learn({ triples: before, experience: known }, options, { random: sources(1) });
    const net = structuredClone(taught.experience!.net);
    const place = (published: number) => {
      const rows = [...known, ...Array.from({ length: 5 }, () => row("SFP", published))];
      const faster = { ...options, experienceRate: 0.01 };
      return extend({ ...taught, triples: before }, all, faster, { random: sources(2) }, rows);
    };
    const [bad, as, good] = [
      await place(-0.3),
      await extend({ ...taught, triples: before }, all, options, { random: sources(2) }),
      await place(0.3),
    ];
    expect([bad.newResults, as.newResults]).toEqual([5, 0]);
    const [low, middle, high] = [bad, as, good].map((each) => meanAr(each, taught.predictor));
    expect(low).toBeLessThan(middle! - 0.02);
    expect(high).toBeGreaterThan(middle! + 0.02);
    for (const [key, vector] of taught.vectors) expect(bad.vectors.get(key)).toEqual(vector);
    expect(taught.experience!.net).toEqual(net);
  });

  test("are not learned from where they are of a known method, or NN_exp learned nothing", async () => {
    const taught = {
      ...(await learn({ triples: before, experience: known }, options, { random: sources(1) })),
      triples: before,
    };
    const plain = await extend(taught, all, options, { random: sources(2) });
    expect(await extend(taught, all, options, { random: sources(2) }, [row("NS", -0.5)])).toEqual(plain);
    expect(await extend(learnt, all, options, { random: sources(2) }, [row("SFP", -0.3)])).toEqual(made);
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

  test("small steps count together", () => {
    const one = { head: "Strategy:NS(HP1=9)", relation: "OF_METHOD", tail: "Method:NS" };
    const known = new Set(all.flatMap(({ head, tail }) => [head, tail])).size;
    const reasons = (newEntities: number, changedTriples: number) =>
      driftBetween(all, [...all, one], { newEntities, changedTriples }).reasons;
    const fifth = Math.floor(known / 5); // a quarter of the other four
    expect(reasons(fifth - 1, 10)).toEqual([]);
    expect(reasons(fifth, 10)).toEqual([
      `${fifth + 1} entities are new beside ${known - fifth} that were learned (at most 25 %)`,
    ]);
    expect(reasons(0, 11)).toEqual(["11 of 529 triples among known entities have changed (at most 2 %)"]);
  });

  test("nothing has drifted from itself; a method more is no reason to learn anew, many changes are", () => {
    expect(driftBetween(all, all)).toMatchObject({ newEntities: 0, changedTriples: 0, reasons: [] });
    const one = { head: "Strategy:NS(HP1=9)", relation: "OF_METHOD", tail: "Method:NS" };
    expect(driftBetween(all, [...all, one]).reasons).toEqual([]);
    expect(driftBetween(all, all.slice(40)).reasons).toEqual([expect.stringMatching(/40 of 529 triples/)]);
    expect(driftBetween(before, all).reasons).toEqual([expect.stringMatching(/entities are new beside/)]);
  });
});

test("a value far beyond those that a line was learned on is a reason to learn from scratch; one near them is none", () => {
  const withValue = (value: string): Triple[] => [
    ...all,
    { head: "Hyperparameter:HP2", relation: "OFFERS", tail: `Setting:HP2=${value}` },
  ];
  for (const value of ["0.75", "-0.3", "0.2", "0.3", "word"])
    expect(driftBetween(all, withValue(value)).reasons).toEqual([]);
  for (const value of ["0.77", "-0.33", "12"])
    expect(driftBetween(all, withValue(value)).reasons).toEqual([
      `HP2=${value} is far from the values that were learned, 0.04 to 0.4`,
    ]);
});

test("the relations that learn gives are those that placing goes on from", () => {
  expect([...base.relations.keys()].sort()).toEqual([...new Set(before.map(({ relation }) => relation))].sort());
  for (const { vector, projection } of base.relations.values()) {
    expect(vector).toHaveLength(16);
    expect(projection).toHaveLength(256);
  }
});
