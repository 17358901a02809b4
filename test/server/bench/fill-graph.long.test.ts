import { expect, test } from "vitest";
import { type Graph, readOnly } from "../../../graph/index.ts";
import { fillGraph } from "../../../server/bench/fill-graph.ts";
import { testGraph } from "../../graph/server.ts";

const size = {
  ...{ methods: 4, strategies: 10, results: 60, resultsPerPaper: 20, tasks: 2, studies: 2, trials: 15, seed: 7 },
};
const counts = { Method: 4, Strategy: 40, Result: 60, Paper: 4 + 3, Task: 2, Study: 2, Trial: 30 };

/** What was invented, without ids of ingests and times of writing. */
async function invented(graph: Graph): Promise<Record<string, string[]>> {
  const told: Record<string, string[]> = {};
  for (const label of Object.keys(counts)) {
    const { rows } = await readOnly(graph, `MATCH (n:${label}) RETURN n {.*} AS n`, {}, { maxRows: 10_000 });
    const timeless = rows.map(({ n }) => Object.entries(n as object).filter(([key]) => !key.endsWith("At")));
    told[label] = timeless.map((values) => JSON.stringify(values.sort())).sort();
  }
  return told;
}

test("an invented graph has its size, and the same seed invents the same", { timeout: 180_000 }, async () => {
  const filled = async (report?: (progress: { done: number; total: number }) => void) => {
    const driver = await testGraph();
    try {
      await fillGraph({ driver }, size, report);
      return await invented({ driver });
    } finally {
      await driver.close();
    }
  };
  const told: number[] = [];
  const rows = await filled(({ done, total }) => told.push(done / total));
  expect(told).toEqual(told.toSorted((a, b) => a - b));
  expect(told.at(-1)).toBe(1);
  expect(Object.fromEntries(Object.entries(rows).map(([label, all]) => [label, all.length]))).toEqual(counts);
  expect(rows.Strategy!.every((row) => row.includes('"vector",['))).toBe(true);
  expect(await filled()).toEqual(rows);
});
