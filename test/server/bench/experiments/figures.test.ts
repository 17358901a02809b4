import fc from "fast-check";
import { expect, test } from "vitest";
import { figures } from "../../../../server/bench/experiments/figures.ts";
import type { ContenderResult } from "../../../../server/bench/experiments/run.ts";

const share = (min: number, max: number) => fc.integer({ min, max }).map((thousandths) => thousandths / 1000);
const measured = fc.array(fc.record({ ar: share(-900, 300), pr: share(0, 950) }), { minLength: 2, maxLength: 12 });

test("a front is drawn from left to right, in whatever order its schemes were found", async () => {
  await fc.assert(
    fc.asyncProperty(measured, async (points) => {
      const contender: ContenderResult["contender"] = { name: "AutoMC", kind: "automl", search: "progressive" };
      const svg = (await figures([{ contender, points, chosen: [] }])).get("figure-5-fronts.svg")!;
      const [, line] = /class="mark-line[^>]*><path d="([^"]+)"/.exec(svg)!;
      const xs = [...line!.matchAll(/[ML]([\d.]+),/g)].map(([, x]) => Number(x));
      expect(xs.length).toBeGreaterThan(0);
      expect(xs).toEqual(xs.toSorted((a, b) => a - b));
    }),
    { numRuns: 25 },
  );
});
