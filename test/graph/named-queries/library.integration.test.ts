import fc from "fast-check";
import type { Driver } from "neo4j-driver";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, type Graph, namedQueries } from "../../../graph/index.ts";
import { testGraph } from "../server.ts";
import { cases } from "./cases.ts";
import { disagreements } from "./slow-trust.ts";
import { build, type World, worlds } from "./world.ts";

let driver: Driver;
let graph: Graph;
beforeAll(async () => {
  driver = await testGraph();
  graph = { driver };
});
afterAll(() => driver.close());

/** Rows of a named query that has to be in the library. */
async function answer(name: string, params: Record<string, unknown>): Promise<Record<string, unknown>[]> {
  return await ask(graph, namedQueries.find((each) => each.name === name)!, params);
}

/**
 * Numbers that were added up in another order differ in their last digits; the vector index works
 * in single precision.
 */
function rounded(value: unknown, digits = 6): unknown {
  if (typeof value === "number") return Number(value.toFixed(digits)) + 0;
  if (Array.isArray(value)) return value.map((inside) => rounded(inside, digits));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inside]) => [key, rounded(inside, key === "similarity" ? 5 : digits)]),
  );
}

test("every query gives what slow and obvious code gives, on any graph", { timeout: 180_000 }, async () => {
  const judged = new Set<string>();
  const told = new Set<string>();
  await fc.assert(
    fc.asyncProperty(worlds, async (world) => {
      await build(driver, world);
      for (const [name, params, slow] of cases(world)) {
        expect(rounded(await answer(name, params)), `${name} ${JSON.stringify(params)}`).toEqual(rounded(slow));
        judged.add(name);
        if (slow.length > 0) told.add(name);
      }
      await judgeDisagreements(world);
    }),
    { numRuns: 4, seed: 2201 },
  );
  // find is judged where names are.
  const all = namedQueries.map(({ name }) => name).filter((name) => !["disagreements", "find"].includes(name));
  expect([...judged].sort()).toEqual(all.sort());
  expect([...told].sort(), "each had something to tell in some graph").toEqual(all.sort());
});

/**
 * The widest gaps are where they should be, and the two results of each are what they are said to
 * be; which of equals is left open.
 */
async function judgeDisagreements(world: World): Promise<void> {
  const params = { task: "n1/d1", apart: 0.01, band: 0.1 };
  const rows = await answer("disagreements", params);
  const gaps = rows.map(({ method, fromPr, apart }) => ({ method, fromPr, apart }));
  expect(rounded(gaps)).toEqual(rounded(disagreements(world, params)));
  for (const row of rows) {
    for (const side of ["higher", "lower"]) {
      const [ar, pr, paper, locator] = ["Ar", "Pr", "Paper", "Locator"].map((what) => row[`${side}${what}`]);
      const told = { task: "n1/d1", method: row.method, ar, pr, paper, locator };
      expect(world.results).toContainEqual(expect.objectContaining(told));
    }
    expect(row.higherPaper).not.toBe(row.lowerPaper);
    expect(Number(row.higherAr) - Number(row.lowerAr)).toBeCloseTo(Number(row.apart), 9);
  }
}
