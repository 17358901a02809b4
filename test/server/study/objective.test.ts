import { expect, test } from "vitest";
import { baseCost, costedTrial, costOf } from "../../../server/study/objective.ts";
import { studyName } from "../../../server/study/prepare.ts";
import { studyRequest } from "../../../server/study/request.ts";

const asked = (more: object) => studyRequest.safeParse({ model: "m", ...more });

test("a third objective is taken by searches that can aim at it", () => {
  for (const objective of ["flops", "latency"]) {
    for (const algorithm of ["progressive", "recurrent", "evolution", "random-extension", "random", "grid"])
      expect(asked({ objective, algorithm }).data).toMatchObject({ objective, algorithm });
  }
  expect(studyRequest.parse({ model: "m" })).not.toHaveProperty("objective");
  expect(studyName(asked({ objective: "flops" }).data!)).toBe("m-progressive-flops-1");
});

test.each([
  [{ objective: "flops", algorithm: "paper" }, /paper, chooses by accuracy and parameters alone, so flops can't/],
  [{ objective: "latency", without: ["progression"] }, /reinforcement, chooses by accuracy and parameters alone/],
  [{ objective: "size" }, /flops.*latency/],
])("%j is refused in one sentence", (more, says) => {
  const issues = asked(more).error!.issues;
  expect(issues).toHaveLength(1);
  expect(issues[0]!.message).toMatch(says);
});

test("FLOPs are a cost as they are, latency as a share of the original's", () => {
  const trial = { flops: 300, latencyMs: 1.5, baseLatencyMs: 2 };
  expect([costOf(costedTrial(trial), "flops"), baseCost({ flops: 400 }, "flops")]).toEqual([300, 400]);
  expect([costOf(costedTrial(trial), "latency"), baseCost({ flops: 400 }, "latency")]).toEqual([0.75, 1]);
  expect(() => costOf(costedTrial({ ...trial, latencyMs: null }), "latency")).toThrow("without one");
});
