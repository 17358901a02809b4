import { expect, test } from "vitest";
import { experienceUsed } from "../../../../server/cli/views/experience.ts";

test("the results that taught and those left out add up, reasons in the order in which they are asked", () => {
  const metrics = { experienceRows: 3, experienceLeftOut: { variant: 1, ofAlgorithm: 2 } };
  expect(experienceUsed(metrics).split("\n")).toEqual([
    "NN_exp learned from 3 of 6 published results; excluded are",
    "  2 of a search algorithm, which is no method",
    "  1 of a variant of the method",
  ]);
  expect(experienceUsed({ experienceRows: 3 })).toBe("NN_exp learned from 3 of 3 published results.");
});

test("a run of an earlier version, with a reason that is none any more, can still be told of", () => {
  const metrics = { experienceRows: 17, experienceLeftOut: { prOutOfReach: 22, variant: 1 } };
  expect(experienceUsed(metrics).split("\n").slice(1)).toEqual([
    "  1 of a variant of the method",
    "  22 for a reason of an earlier version, prOutOfReach",
  ]);
});

test("an ablation without experience says that it learned from none, whatever results there are", () => {
  expect(experienceUsed({ experienceRows: 17, settings: { ablate: "experience" } })).toMatch(/from nothing/);
});
