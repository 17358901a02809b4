import { z } from "zod";
import { leftOutReasons } from "../../../graph/index.ts";

const figures = z.object({
  settings: z.object({ ablate: z.string().optional() }).default({}),
  experienceRows: z.number(),
  /** By reason; a run of an earlier version may have reasons that are none any more. */
  experienceLeftOut: z.record(z.string(), z.number()).default({}),
});

/**
 * Which of the published results taught NN_exp in an embedding run, and why the others did not: one
 * line for each reason.
 */
export function experienceUsed(metrics: Record<string, unknown>): string {
  const { settings, experienceRows, experienceLeftOut } = figures.parse(metrics);
  if (settings.ablate === "experience") return "NN_exp learned from nothing: the run leaves experience out (-NN_exp).";
  const left = Object.entries(experienceLeftOut);
  const all = left.reduce((sum, [, results]) => sum + results, experienceRows);
  const rank = new Map(Object.keys(leftOutReasons).map((why, i) => [why, i]));
  const rankOf = (why: string) => rank.get(why) ?? rank.size;
  const sentences: Record<string, string> = leftOutReasons;
  const reasons = left
    .sort(([a], [b]) => rankOf(a) - rankOf(b))
    .map(([why, results]) => `  ${results} ${sentences[why] ?? `for a reason of an earlier version, ${why}`}`);
  return [
    `NN_exp learned from ${experienceRows} of ${all} published results${reasons.length ? "; excluded are" : "."}`,
    ...reasons,
  ].join("\n");
}
