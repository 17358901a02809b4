import fc from "fast-check";
import { expect, test } from "vitest";
import { best, type CompleteTrial, paretoSchemes, type Trial } from "../../search/index.ts";
import { strategyIs } from "../ids.ts";

function trial(number: number, ar: number | null, pr: number | null, length = 1): Trial {
  const scheme = Array.from({ length }, (_, i) => strategyIs(`S${number}.${i}`));
  const about = { number, scheme, parent: scheme.slice(0, -1) };
  if (ar === null || pr === null) return { ...about, state: "failed", failure: "It stopped." };
  const measured = { accuracy: 0.5, parameters: 10 };
  return { ...about, state: "complete", measured, ar, pr, arStep: null, prStep: null };
}

const rate = fc.integer({ min: -5, max: 5 }).map((x) => x / 10);
const trials = fc
  .array(fc.option(fc.tuple(rate, rate)), { maxLength: 30 })
  .map((rates) => rates.map((pair, i) => trial(i + 1, pair?.[0] ?? null, pair?.[1] ?? null)));

test("a measured trial that reaches the target is excluded exactly when another such one is better", () => {
  fc.assert(
    fc.property(trials, rate, (all, target) => {
      const enough = all.filter((each) => each.state === "complete").filter(({ pr }) => pr >= target);
      const beaten = (a: CompleteTrial) =>
        enough.some((b) => b.ar >= a.ar && b.pr >= a.pr && (b.ar > a.ar || b.pr > a.pr));
      expect(paretoSchemes(all, target)).toEqual(enough.filter((a) => !beaten(a)));
      expect(best(all, target)?.ar).toBe(enough.length > 0 ? Math.max(...enough.map(({ ar }) => ar)) : undefined);
    }),
  );
});

test("the best is the most accurate that reaches the target, then the smallest, the shortest, the earliest", () => {
  const all = [
    trial(1, 0.3, 0.1),
    trial(2, 0.1, 0.5),
    trial(3, 0.1, 0.6, 3),
    trial(4, 0.1, 0.6, 2),
    trial(5, 0.1, 0.6, 2),
    trial(6, null, null),
  ];
  expect(best(all, 0.3)?.number).toBe(4);
  expect(best(all, 0)?.number).toBe(1);
  expect(best(all, 0.7)).toBeUndefined();
});
