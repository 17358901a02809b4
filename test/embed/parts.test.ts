import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { partsOf, settingIn, sumsOf } from "../../embed/parts.ts";
import { addUp, isSum } from "../../embed/sums.ts";
import { startTransR } from "../../embed/transr.ts";
import { groupTriples, type NamedTriple, nameTriples } from "../../embed/triples.ts";
import { entityKey, settingId } from "../../graph/index.ts";
import { smallGraph } from "./small-graph.ts";
import { sources } from "./sources.ts";
import { rowsIn, slowSum } from "./sums-reference.ts";

/** The small graph, with a hyperparameter of words and one of a single number for method NS. */
const graph: NamedTriple[] = [
  ...smallGraph(),
  ...smallGraph()
    .filter(({ head, relation }) => relation === "OF_METHOD" && head.startsWith("Strategy:NS("))
    .flatMap(({ head }, i): NamedTriple[] => [
      { head, relation: "WITH_SETTING", tail: `Setting:HP8=${["l1", "l2", "1e3"][i % 3]}` },
      { head, relation: "WITH_SETTING", tail: "Setting:HP5=7" },
    ]),
];
const names = nameTriples(graph);
const all = groupTriples(graph, names);
const parts = partsOf(all);

describe("what a setting's name tells", () => {
  test("a number is read as itself, whatever it is, and its hyperparameter with it", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const found = settingIn(entityKey("Setting", settingId("HP2", value)));
        expect(found).toEqual({ hyperparameter: "HP2", value: value + 0 });
      }),
    );
  });

  test("a word is none, nor is what only looks like a number, nor another entity", () => {
    for (const word of ["l2_bn", "NaN", "Infinity", "0x10", "1e3", "007", "1.0", "+1", "-"])
      expect(settingIn(`Setting:HP8=${word}`)).toEqual({ hyperparameter: "HP8", value: undefined });
    for (const other of ["Strategy:NS(HP1=0.1)", "Method:NS=3", "Setting:3"])
      expect(settingIn(other)).toEqual({ hyperparameter: "", value: undefined });
  });
});

describe("the parts of a graph", () => {
  test("a method, a word and a lone number have one row, a numeric hyperparameter the two of its line", () => {
    const lines = ["HP1", "HP10", "HP2", "HP6", "HP9"];
    expect(parts.rows).toEqual(
      [
        ...lines.flatMap((name) => [`Line:${name}`, `Slope:${name}`]),
        ...["Method:NS", "Method:SFP"],
        ...["Setting:HP5=7", "Setting:HP8=1e3", "Setting:HP8=l1", "Setting:HP8=l2"],
      ].sort(),
    );
    expect([...parts.scales.keys()].sort()).toEqual(lines);
    expect(parts.scales.get("HP10")).toEqual({ mean: 3, spread: Math.sqrt(8 / 3) });
  });

  test("parts that were there stay, with their scales; only what is new is added", () => {
    const old = partsOf(groupTriples(smallGraph(), nameTriples(smallGraph())));
    const scales = new Map([...old.scales, ["HP2", { mean: 5, spread: 2 }] as const]);
    const more = partsOf(all, { rows: [...old.rows, "Method:gone"], scales });
    expect(more.rows).toEqual([...parts.rows, "Method:gone"].sort());
    expect(more.scales).toEqual(scales);
    const extended = [...graph, { head: "Strategy:NS(x)", relation: "WITH_SETTING", tail: "Setting:HP5=8" }];
    const after = partsOf(groupTriples(extended, nameTriples(extended)), parts);
    expect(after.rows).toEqual([...parts.rows, "Setting:HP5=8"].sort()); // HP5 was on no line before
  });

  test("a graph of other relations has none", () => {
    const other = [{ head: "a", relation: "likes", tail: "b" }];
    const set = groupTriples(other, nameTriples(other));
    expect(partsOf(set)).toEqual({ rows: [], scales: new Map() });
    expect([0, 1].some((entity) => isSum(sumsOf(set, partsOf(set)), entity))).toBe(false);
  });
});

test("a vector is the sum of those parts that its triples name, and of no other", () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.subarray(graph, { minLength: 1 }),
      fc.constantFrom<1 | 2>(1, 2),
      (seed, some, ball) => {
        const dim = 3;
        const model = startTransR(names.entities.length, 1, dim, sources(seed)("model"), ball, parts.rows.length);
        const before = model.entities.slice();
        const sums = sumsOf(groupTriples(some, names), parts);
        addUp(model, sums);
        const heads = new Set(
          some
            .filter(({ relation }) => relation === "OF_METHOD" || relation === "WITH_SETTING")
            .map(({ head }) => head),
        );
        names.entities.forEach((entity, e) => {
          const own = [...model.entities.slice(e * dim, (e + 1) * dim)];
          expect(isSum(sums, e)).toBe(heads.has(entity));
          if (!heads.has(entity)) expect(own).toEqual([...before.slice(e * dim, (e + 1) * dim)]);
          else
            slowSum(ball, entity, some, parts, rowsIn(model, parts)).forEach((value, d) => {
              expect(own[d]).toBeCloseTo(value, 12);
            });
        });
      },
    ),
    { numRuns: 15 },
  );
});
