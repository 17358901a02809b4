import fc from "fast-check";
import { expect, test } from "vitest";
import { csv } from "../../../server/csv.ts";
import { pageOf } from "../../../server/http/page.ts";

const rules = { rows: "rows", key: "id", sort: ["size", "id"], down: false, filter: ["kind", "tags"] };
const rowsOf = fc.uniqueArray(
  fc.record({
    id: fc.string({ minLength: 1, maxLength: 4 }),
    size: fc.option(fc.integer({ min: 0, max: 5 })),
    kind: fc.constantFrom("a", "b"),
  }),
  { selector: ({ id }) => id, maxLength: 30 },
);

/** All pages of a list, one after another; rows that come or go between them are `meanwhile`'s. */
function allPages<T extends object>(rows: T[], query: object, meanwhile = (all: T[]) => all): T[] {
  const seen: T[] = [];
  let all = rows;
  for (let cursor: string | undefined, at = 0; at < 100; at++) {
    const page = pageOf(all, { limit: 3, sort: "size", ...query, cursor }, rules);
    seen.push(...page.rows);
    if (page.next === null) return seen;
    cursor = page.next;
    all = meanwhile(all);
  }
  throw new Error("The pages have no end.");
}

test("the pages of a list are all its rows, once each, in order, upwards and downwards", () => {
  fc.assert(
    fc.property(rowsOf, fc.constantFrom("size", "-size", "id", "-id"), (rows, sort) => {
      const seen = allPages(rows, { sort });
      expect(seen.map(({ id }) => id).sort()).toEqual(rows.map(({ id }) => id).sort());
      const sizes = seen.map(({ size }) => size).filter((size) => size !== null);
      if (sort === "size") expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
      if (sort === "-size") expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
      if (sort.endsWith("size")) expect(seen.slice(sizes.length).every(({ size }) => size === null)).toBe(true);
    }),
  );
});

test("rows that go between two pages neither repeat others nor hide them", () => {
  fc.assert(
    fc.property(rowsOf, (rows) => {
      const gone = new Set<string>();
      const seen = allPages(rows, {}, (all) => {
        gone.add(all[0]?.id ?? "");
        return all.slice(1);
      });
      const ids = seen.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(rows.every(({ id }) => gone.has(id) || ids.includes(id))).toBe(true);
    }),
  );
});

test("a filter chooses by value, or by what a list has", () => {
  const rows = [
    { id: "x", kind: "a", tags: [{ id: "p" }], size: 1 },
    { id: "y", kind: "b", tags: ["q", "p"], size: 2 },
  ];
  const ids = (query: object) => allPages(rows, query).map(({ id }) => id);
  expect(ids({ kind: "a" })).toEqual(["x"]);
  expect(ids({ tags: "p" })).toEqual(["x", "y"]);
  expect(ids({ tags: "q" })).toEqual(["y"]);
  expect(ids({ tags: "none" })).toEqual([]);
});

test("a cursor of another order, and text that is none, are refused", () => {
  const rows = ["a", "b", "c", "d"].map((id) => ({ id, size: 1 }));
  const { next } = pageOf(rows, { limit: 2, sort: "size" }, rules);
  for (const cursor of [next!, "nonsense", "", Buffer.from("[1]").toString("base64url")])
    expect(() => pageOf(rows, { limit: 2, sort: "-id", cursor }, rules)).toThrow(/cursor/);
});

test("CSV quotes what it must, and nothing in it is run as a formula", () => {
  expect(
    csv([
      { a: 'say "x"', b: 1, c: null },
      { a: "=1+1", b: -2, d: ["p", "q"] },
    ]),
  ).toBe('a,b,c,d\r\n"say ""x""",1,,\r\n\'=1+1,-2,,"[""p"",""q""]"\r\n');
  expect(csv([], ["a", "b"])).toBe("a,b\r\n");
});
