import { rm } from "node:fs/promises";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { namedQueries } from "../../../graph/index.ts";
import { readDocument } from "../../../ingest/index.ts";
import { syntheticCards, syntheticResults, syntheticTasks } from "../../../server/bench/synthetic-knowledge.ts";
import type { TimedQuery } from "../../../server/bench/time-queries.ts";
import { automcJson, environmentOf } from "../cli/command-line.ts";
import { temporaryHome } from "../temporary-home.ts";

vi.setConfig({ testTimeout: 240_000 });

let home: string;
beforeAll(async () => {
  home = await temporaryHome();
});
afterAll(() => rm(home, { recursive: true, force: true }));

test("what is invented is the same for the same seed, another for another, and valid", () => {
  const cards = (seed: number) => syntheticCards({ cards: 3, rows: 5, strategies: 20, tasks: 4, seed });
  const results = (seed: number) => syntheticResults({ files: 3, rows: 5, methods: 3, tasks: 4, seed });
  expect(cards(1)).toEqual(cards(1));
  expect(results(1)).toEqual(results(1));
  expect(cards(2)).not.toEqual(cards(1));
  expect(results(2)).not.toEqual(results(1));
  const documents = [syntheticTasks(4), ...cards(1), ...results(1)].map(readDocument);
  expect(documents.map(({ kind, value }) => [kind, value.results.length])).toEqual([
    ["results", 4],
    ...Array.from({ length: 3 }, () => ["card", 5]),
    ...Array.from({ length: 3 }, () => ["results", 5]),
  ]);
});

test("bench ingest ingests invented cards into a Neo4j of its own, and prints rows a second with sizes, seed and versions", async () => {
  const report = await automcJson<{
    ours: { value: number; version: string };
    seconds: number[];
    added: Record<string, number>;
  }>(["bench", "ingest", "--cards", "6", "--rows", "5", "--rounds", "1", "--seed", "7"], environmentOf(home));
  expect(report).toMatchObject({
    name: "ingest",
    lowerIsBetter: false,
    bar: 2000,
    seeds: [7],
    sizes: { cards: 6, rowsPerCard: 5, strategiesPerCard: 10, tasks: 40, rounds: 1, transactions: 1 },
    added: { Method: 6, Strategy: 60, Result: 6 * 5 + 40, Task: 40 },
  });
  expect(report.ours.version).toMatch(/^AutoMC \d.*, Neo4j 5\.26\.\d+, Node 20/);
  expect(report.ours.value).toBeCloseTo(30 / report.seconds[0]!, 6);
});

test("bench queries times each named query on an invented graph, and prints percentiles with sizes, seed and versions", async () => {
  const { ours, queries, notAsked, sizes } = await automcJson<{
    ours: { value: number };
    queries: TimedQuery[];
    notAsked: string[];
    sizes: Record<string, number>;
  }>(["bench", "queries", "--methods", "4", "--results", "400", "--trials", "20", "--runs", "2"], environmentOf(home));
  expect(notAsked).toEqual([]); // something is there to ask of for every query
  expect(queries.map(({ name }) => name).sort()).toEqual(namedQueries.map(({ name }) => name).sort());
  expect(queries.some(({ rows }) => rows > 10)).toBe(true);
  for (const { name, p50, p95, runs } of queries) {
    expect(p50, name).toBeGreaterThan(0);
    expect(p95, name).toBeGreaterThanOrEqual(p50);
    expect(runs).toBe(2);
  }
  // Nothing invented is doubtful, waits for an operator or is called as the example of find; only
  // searches' results have an algorithm; so few results hardly contradict each other.
  const none = [
    "algorithms-compared",
    "contradictions",
    "doubtful-results",
    "find",
    "knowledge-only-methods",
    "missing-operators",
    "untried-methods",
  ];
  const silent = queries.filter(({ rows }) => rows === 0).map(({ name }) => name);
  expect(silent.filter((name) => !none.includes(name))).toEqual([]);
  expect(ours.value).toBe(Math.max(...queries.map(({ p95 }) => p95)));
  expect(sizes).toMatchObject({ methods: 4, results: 400, trials: 20, runs: 2, seed: 1 });
});
