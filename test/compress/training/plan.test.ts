import fc from "fast-check";
import { expect, test } from "vitest";
import { checkPlan } from "../../../compress/training/plan.ts";
import { learningRateAt } from "../../../compress/training/schedule.ts";
import { plan } from "./small-plan.ts";

test("a constant rate stays", () => {
  expect([0, 5, 9].map((step) => learningRateAt({ learningRate: 0.1, schedule: "constant" }, step, 10))).toEqual([
    0.1, 0.1, 0.1,
  ]);
});

test("a cosine falls from the rate to almost nothing, through its half in the middle", () => {
  const at = (step: number) => learningRateAt({ learningRate: 0.2, schedule: "cosine" }, step, 100);
  expect(at(0)).toBe(0.2);
  expect(at(25)).toBeCloseTo(0.1 * (1 + Math.SQRT1_2), 12);
  expect(at(50)).toBeCloseTo(0.1, 12);
  expect(at(99)).toBeLessThan(1e-4);
});

test("steps are at a half and at three quarters", () => {
  const rates = [0, 49, 50, 74, 75, 99].map((step) => learningRateAt({ learningRate: 1, schedule: "step" }, step, 100));
  expect(rates).toEqual([1, 1, 0.1, 0.1, 0.01, 0.01]);
});

test("no schedule ever rises or leaves (0, rate]", () => {
  fc.assert(
    fc.property(fc.constantFrom("constant", "cosine", "step"), fc.integer({ min: 1, max: 300 }), (schedule, steps) => {
      const rates = Array.from({ length: steps }, (_, step) =>
        learningRateAt({ learningRate: 0.5, schedule }, step, steps),
      );
      expect(rates[0]).toBe(0.5);
      rates.forEach((rate, i) => {
        expect(rate).toBeGreaterThan(0);
        if (i > 0) expect(rate).toBeLessThanOrEqual(rates[i - 1]!);
      });
    }),
  );
});

test.each([
  ["epochs", 0],
  ["epochs", 1.5],
  ["batchSize", 0],
  ["learningRate", -1],
  ["learningRate", Number.NaN],
  ["momentum", 1],
  ["schedule", "linear"],
  ["augment", "mixup"],
  ["batchNormScaleL1", -0.1],
])("a plan with %s %s is refused by name", (field, value) => {
  expect(() => checkPlan({ ...plan, [field]: value })).toThrow(
    expect.objectContaining({ code: "bad_params", message: expect.stringContaining(field) }),
  );
});

test("a plan with an unknown key is refused", () => {
  expect(() => checkPlan({ ...plan, warmup: 3 } as typeof plan)).toThrow(
    expect.objectContaining({ code: "bad_params" }),
  );
});
