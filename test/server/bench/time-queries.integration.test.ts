import type { Driver } from "neo4j-driver";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Graph, namedQueries, readOnly } from "../../../graph/index.ts";
import { fillGraph } from "../../../server/bench/fill-graph.ts";
import { timeQueries } from "../../../server/bench/time-queries.ts";
import { testGraph } from "../../graph/server.ts";

const size = {
  ...{ methods: 4, strategies: 30, results: 400, resultsPerPaper: 20, tasks: 2, studies: 3, trials: 60, seed: 7 },
};

let driver: Driver;
let graph: Graph;
beforeEach(async () => {
  driver = await testGraph();
  graph = { driver };
});
afterEach(() => driver.close());

const counts = { Method: 4, Strategy: 120, Result: 400, Paper: 4 + 20, Task: 2, Study: 3, Trial: 180 };

/** What was invented, without ids of ingests and times of writing. */
async function invented(): Promise<Record<string, unknown[]>> {
  const told: Record<string, unknown[]> = {};
  for (const label of Object.keys(counts)) {
    const { rows } = await readOnly(graph, `MATCH (n:${label}) RETURN n {.*} AS n`, {}, { maxRows: 10_000 });
    const timeless = rows.map(({ n }) => Object.entries(n as object).filter(([key]) => !key.endsWith("At")));
    told[label] = timeless.map((values) => JSON.stringify(values.sort())).sort();
  }
  return told;
}

test(
  "an invented graph has its size, every named query something to ask of it, and times",
  { timeout: 180_000 },
  async () => {
    const told: number[] = [];
    await fillGraph(graph, size, ({ done, total }) => told.push(done / total));
    expect(told).toEqual(told.toSorted((a, b) => a - b));
    expect(told.at(-1)).toBe(1);
    const timed = await timeQueries(graph, { runs: 2, seed: size.seed });
    const rows = (await invented()) as Record<string, string[]>;
    expect(Object.fromEntries(Object.entries(rows).map(([label, all]) => [label, all.length]))).toEqual(counts);
    expect(rows.Strategy!.every((row) => row.includes('"vector",['))).toBe(true);
    expect(timed.map(({ name }) => name).sort()).toEqual(namedQueries.map(({ name }) => name).sort());
    for (const { name, p50, p95, runs } of timed) {
      expect(p50, name).toBeGreaterThan(0);
      expect(p95, name).toBeGreaterThanOrEqual(p50);
      expect(runs).toBe(2);
    }
    const silent = timed.filter(({ rows }) => rows === 0).map(({ name }) => name);
    // Nothing invented is doubtful, waits for an operator or is called as the example of find; only
    // searches' results have an algorithm.
    const none = [
      "algorithms-compared",
      "doubtful-results",
      "find",
      "knowledge-only-methods",
      "missing-operators",
      "untried-methods",
    ];
    expect(silent.filter((name) => !none.includes(name))).toEqual([]);
  },
);

test("the same seed invents the same", async () => {
  const small = { ...size, strategies: 10, results: 40, studies: 2, trials: 10 };
  await fillGraph(graph, small);
  const first = await invented();
  await driver.close();
  driver = await testGraph();
  graph = { driver };
  await fillGraph(graph, small);
  expect(await invented()).toEqual(first);
});
