import { expect, test } from "vitest";
import type { CompleteTrial, RecordedStudy } from "../../../graph/index.ts";
import { judge } from "../../../server/reports/verdict.ts";

const study = (more: object = {}) =>
  ({
    state: "done",
    target: 0.3,
    trials: 5,
    config: {},
    baseValidationAccuracy: 0.9,
    ...more,
  }) as unknown as RecordedStudy;
const trial = (more: object = {}) =>
  ({
    ...{ number: 1, pr: 0.5, accuracy: 0.9, baseAccuracy: 0.9, validationAccuracy: 0.9, confirmation: null },
    ...{ latencyMs: null, baseLatencyMs: null, lr: null },
    ...more,
  }) as unknown as CompleteTrial;
const many = { test: 1_000_000, validation: 1_000_000 };
const few = { test: 100, validation: 100 };
const verdict = (front: CompleteTrial[], heldOut: typeof many | null = many, of: object = {}) =>
  judge(study(of), front, { heldOut, tolerance: 0.01 });

test("a model that loses no more than may be lost is accepted, where the images are enough to say so", () => {
  expect(verdict([trial()]).verdict).toBe("ACCEPT");
  expect(verdict([trial({ accuracy: 0.95, validationAccuracy: 0.95 })]).verdict).toBe("ACCEPT");
  expect(verdict([trial({ accuracy: 0.891, validationAccuracy: 0.891 })]).verdict).toBe("ACCEPT");
  expect(verdict([trial()], few).verdict).toBe("INCONCLUSIVE");
  expect(verdict([trial()], null).verdict).toBe("INCONCLUSIVE");
});

test("a model that loses more than noise explains is a regression", () => {
  expect(verdict([trial({ accuracy: 0.85, validationAccuracy: 0.85 })]).verdict).toBe("REGRESSION");
  expect(verdict([trial({ accuracy: 0.85, validationAccuracy: 0.85 })], few).verdict).toBe("INCONCLUSIVE");
  expect(verdict([trial({ accuracy: 0.5, validationAccuracy: 0.5 })], few).verdict).toBe("REGRESSION");
});

test("without a model that reaches the target it is not feasible, once the study has ended", () => {
  expect(verdict([])).toMatchObject({ verdict: "INFEASIBLE", chosen: undefined });
  expect(verdict([], many, { state: "stopped" }).verdict).toBe("INCONCLUSIVE");
  expect(verdict([trial()], many, { state: "running" }).verdict).toBe("INCONCLUSIVE");
});

test("a model that is to be faster and is not is not feasible", () => {
  const timed = (latencyMs: number) => trial({ latencyMs, baseLatencyMs: 2, lr: (2 - latencyMs) / 2 });
  expect(verdict([timed(1)], many, { config: { objective: "latency" } }).verdict).toBe("ACCEPT");
  const slower = verdict([timed(3)], many, { config: { objective: "latency" } });
  expect(slower.verdict).toBe("INFEASIBLE");
  expect(slower.reasons).toContain("It is not faster: 3.00 ms an image, the original 2.00 ms.");
});

test("validation and test data that tell two stories leave it open; other seeds count", () => {
  const apart = verdict([trial({ validationAccuracy: 0.95 })]);
  expect(apart.verdict).toBe("INCONCLUSIVE");
  expect(apart.reasons.at(-1)).toMatch(/5\.0 points further apart/);
  const confirmed = (mean: number, error: number) => trial({ confirmation: { runs: [{}, {}], ar: { mean, error } } });
  expect(verdict([confirmed(0, 0.001)]).verdict).toBe("ACCEPT");
  expect(verdict([confirmed(0, 0.05)]).verdict).toBe("INCONCLUSIVE");
  expect(verdict([confirmed(-0.1, 0.001)]).verdict).toBe("REGRESSION");
});

test("the reasons say what was asked, what was lost and what noise may be", () => {
  const { reasons } = verdict([trial({ accuracy: 0.88, validationAccuracy: 0.88 })], few);
  expect(reasons.slice(0, 2)).toEqual([
    "It removes 50.0 % of the parameters; the target is 30.0 %.",
    "It loses 2.0 points of accuracy on test data, where noise may be 7.3 points; 1.0 points may be lost.",
  ]);
});
