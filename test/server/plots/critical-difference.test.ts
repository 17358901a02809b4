import fc from "fast-check";
import { expect, test } from "vitest";
import { alikeGroups, criticalDifferencePlot } from "../../../server/plots/critical-difference.ts";

const ranked = fc.record({
  ranks: fc
    .array(fc.double({ min: 1, max: 9, noNaN: true }), { minLength: 1, maxLength: 9 })
    .map((ranks) => new Map(ranks.map((rank, at) => [`search ${at}`, rank]))),
  criticalDifference: fc.double({ min: 0, max: 9, noNaN: true }),
});

test("two ranks are under one bar if and only if they are no further apart than the critical difference", () => {
  fc.assert(
    fc.property(ranked, (of) => {
      const groups = alikeGroups(of);
      const ranks = [...of.ranks.values()];
      for (const a of ranks) {
        for (const b of ranks) {
          if (a >= b) continue;
          const together = groups.some(({ best, worst }) => best <= a && b <= worst);
          expect(together).toBe(b - a <= of.criticalDifference);
        }
      }
      for (const one of groups) {
        const inside = groups.filter((other) => other !== one && other.best <= one.best && one.worst <= other.worst);
        expect(inside).toEqual([]);
      }
    }),
  );
});

test("the picture names everyone with their rank", async () => {
  const ranks = new Map([
    ["progressive", 1.5],
    ["random", 3.25],
    ["optuna tpe", 2],
  ]);
  const picture = await criticalDifferencePlot("ranks", { ranks, criticalDifference: 0.6 });
  for (const words of ["progressive, 1.50", "optuna tpe, 2.00", "random, 3.25", "mean rank"])
    expect(picture).toContain(words);
});
