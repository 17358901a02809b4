import { z } from "zod";
import { leftOutReasons } from "../graph/index.ts";

const figures = z.object({
  settings: z.object({ ablate: z.enum(["graph", "experience"]).optional() }).default({}),
  experienceRows: z.number(),
  experienceLeftOut: z.partialRecord(z.enum(Object.keys(leftOutReasons)), z.number()).default({}),
});

/** Which of the published results taught NN_exp in an embedding run, and why the others did not: one line for each reason. */
export function experienceUsed(metrics: Record<string, unknown>): string {
  const { settings, experienceRows, experienceLeftOut } = figures.parse(metrics);
  if (settings.ablate === "experience") return "NN_exp learned from nothing: the run leaves experience out (-NN_exp).";
  const left = Object.entries(experienceLeftOut);
  const all = left.reduce((sum, [, results = 0]) => sum + results, experienceRows);
  const reasons = Object.entries(leftOutReasons).flatMap(([why, sentence]) => {
    const results = experienceLeftOut[why];
    return results ? [`  ${results} ${sentence}`] : [];
  });
  return [
    `NN_exp learned from ${experienceRows} of ${all} published results${reasons.length ? "; left out are" : "."}`,
    ...reasons,
  ].join("\n");
}
