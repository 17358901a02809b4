import fc from "fast-check";
import { expect, test } from "vitest";
import { paretoFront } from "../../../search/index.ts";
import { frontOf, history, pick } from "../../../server/web/src/studies/figures.ts";
import type { Measured, Study, Trial } from "../../../server/web/src/studies/shapes.ts";

const study = { target: 0.3, config: {} } as Study;
const rate = fc.double({ min: 0, max: 0.95, noNaN: true });

const trials = fc
  .array(
    fc.record({
      pr: rate,
      validationAr: rate.map((value) => value - 0.9),
      state: fc.constantFrom("complete", "pruned", "failed"),
    }),
    { maxLength: 40 },
  )
  .map((all) => all.map((each, i) => ({ ...each, number: i + 1, scheme: `NS(${i})`, seconds: 1 }) as unknown as Trial));

test("the front is of complete trials that reach the target, and none of it beats another", () => {
  fc.assert(
    fc.property(trials, (all) => {
      const front = frontOf(study, all);
      expect(front.every(({ state, pr }) => state === "complete" && pr >= 0.3)).toBe(true);
      expect(paretoFront(front, (t) => [t.validationAr, t.pr])).toEqual(front);
    }),
  );
});

test("whoever is chosen is on the front; who wants only accuracy gets the most accurate, only size the smallest", () => {
  fc.assert(
    fc.property(trials, fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }), (all, weight) => {
      const front = frontOf(study, all);
      const chosen = pick(front, weight);
      expect(chosen === undefined).toBe(front.length === 0);
      if (!chosen) return;
      expect(front).toContain(chosen.trial);
      const most = (of: (trial: Measured) => number) => Math.max(...front.map(of));
      expect(pick(front, 1)!.trial.validationAr).toBe(most(({ validationAr }) => validationAr));
      expect(pick(front, 0)!.trial.pr).toBe(most(({ pr }) => pr));
    }),
  );
});

test("the hypervolume never falls, and nothing counts that misses the target", () => {
  fc.assert(
    fc.property(trials, (all) => {
      const volumes = history(0.3, all).map(({ volume }) => volume);
      expect(volumes).toHaveLength(all.length);
      expect(volumes.every((volume, i) => i === 0 || volume >= volumes[i - 1]!)).toBe(true);
      expect(history(1, all).every(({ volume }) => volume === 0)).toBe(true);
    }),
  );
});
