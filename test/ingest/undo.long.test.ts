import fc from "fast-check";
import type { Driver } from "neo4j-driver";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Graph } from "../../graph/index.ts";
import { auditGraph, ingest, rollback } from "../../ingest/index.ts";
import { fingerprint } from "../graph/fingerprint.ts";
import { testGraph } from "../graph/server.ts";
import { documents } from "./random-knowledge.ts";

const operators = ["prune"];
let driver: Driver;
let graph: Graph;
beforeAll(async () => {
  driver = await testGraph();
  graph = { driver };
});
afterAll(() => driver.close());

const runs = { numRuns: 12 };
/**
 * The contradictions that the graph holds are those that follow from its results; gives how many.
 */
const contradictions = async () => {
  const { found, add, remove } = (await auditGraph(graph)).contradictions;
  expect({ add, remove }).toEqual({ add: [], remove: [] });
  return found.length;
};

test("taking in the same again changes nothing, not a property of anything", async () => {
  await fc.assert(
    fc.asyncProperty(documents("a"), async (sources) => {
      const first = await ingest(graph, sources, { operators });
      const once = await fingerprint(graph);
      const second = await ingest(graph, sources, { operators });
      expect(second).toMatchObject({ id: null, added: {}, changed: {} });
      expect(await fingerprint(graph)).toEqual(once);
      expect(first.id === null || once.nodes.some((node) => node.includes(first.id!))).toBe(true);
    }),
    runs,
  );
});

test("a rollback leaves the graph as it was before the ingest", async () => {
  await fc.assert(
    fc.asyncProperty(documents("b"), async (sources) => {
      const before = await fingerprint(graph);
      const { id } = await ingest(graph, sources, { operators });
      await contradictions();
      if (id !== null) await rollback(graph, id);
      expect(await fingerprint(graph)).toEqual(before);
    }),
    runs,
  );
});

test("several ingests that share words are rolled back in reverse, each to the graph before it", async () => {
  let contradicted = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(documents("c"), { minLength: 2, maxLength: 4 }), async (several) => {
      const steps: { id: string; before: Awaited<ReturnType<typeof fingerprint>> }[] = [];
      for (const sources of several) {
        const before = await fingerprint(graph);
        const { id } = await ingest(graph, sources, { operators });
        if (id !== null) steps.push({ id, before });
        contradicted += await contradictions();
      }
      for (const { id, before } of steps.reverse()) {
        await rollback(graph, id);
        expect(await fingerprint(graph)).toEqual(before);
      }
    }),
    runs,
  );
  expect(contradicted).toBeGreaterThan(0);
});
