import fc from "fast-check";
import { expect, test } from "vitest";
import { axesOf, isWithin, placeOn, rangesFromText, rangesToText } from "../../../server/web/src/studies/axes.ts";
import type { Measured } from "../../../server/web/src/studies/shapes.ts";

const rate = fc.double({ min: -1, max: 1, noNaN: true }).map((value) => Number(value.toPrecision(6)) + 0);
const figures = fc.array(
  fc.record({
    scheme: fc.constantFrom("NS(a)", "NS(a) -> SFP(b)", "LMA(c)"),
    ...{ pr: rate, fr: rate, validationAr: rate, ar: rate },
    ...{ lr: fc.option(rate), seconds: fc.option(rate) },
  }) as fc.Arbitrary<Measured>,
  { maxLength: 30 },
);

test("every figure has its place on its axis, and a range over all of an axis leaves out only what lacks it", () => {
  fc.assert(
    fc.property(figures, (trials) => {
      const axes = axesOf(trials);
      for (const axis of axes) {
        const all = new Map([[axis.id, axis.domain]]);
        for (const trial of trials) {
          const value = axis.of(trial);
          expect(isWithin(trial, axes, all)).toBe(value !== null);
          if (value === null) continue;
          expect(placeOn(axis, value)).toBeGreaterThanOrEqual(0);
          expect(placeOn(axis, value)).toBeLessThanOrEqual(1);
          expect(axis.text(value)).not.toBe("");
        }
      }
    }),
  );
});

test("ranges are in the address and back; what is no range there is none", () => {
  const ids = fc.constantFrom("pr", "fr", "seconds");
  fc.assert(
    fc.property(fc.array(fc.tuple(ids, fc.tuple(rate, rate))), (entries) => {
      const ranges = new Map(entries);
      expect(rangesFromText(rangesToText(ranges))).toEqual(ranges);
    }),
  );
  expect(rangesFromText("pr,fr:1,:1:2,seconds:a:3,ar:0:1")).toEqual(new Map([["ar", [0, 1]]]));
});
