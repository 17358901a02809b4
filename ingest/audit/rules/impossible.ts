import { type AuditedResult, type Figure, figureOf, inConvention } from "../audited-result.ts";
import { type Rule, ruleOfEach, type Verdict } from "../finding.ts";
import { count, percent } from "../in-words.ts";
import { countBeforeRounding, fractionBeforeRounding } from "../interval.ts";

/** Figures that can't be: accuracies outside 0 to 1, and more removed than there was. */
export const impossible: Rule = ruleOfEach(
  "impossible",
  "an accuracy outside 0 to 100 %, a PR or FR of 100 % or more",
  (result) => {
    const verdicts: Verdict[] = [];
    for (const [figure, name] of [
      ["accuracy", "accuracy"],
      ["baseAccuracy", "accuracy before compression"],
    ] as const) {
      const value = figureOf(result, figure);
      if (value !== undefined && !(value >= 0 && value <= 1)) {
        const sentence = `The ${name} of ${percent(value)} is outside 0 to 100 %.`;
        verdicts.push({ severity: "error", printed: value, sentence });
      }
    }
    for (const [figure, what] of [
      ["pr", "parameters"],
      ["fr", "FLOPs"],
    ] as const) {
      const value = figureOf(result, figure);
      if (value !== undefined && fractionBeforeRounding(value).low >= 1) {
        const sentence = `The ${figure.toUpperCase()} of ${percent(value)} leaves fewer than no ${what}.`;
        verdicts.push({ severity: "error", printed: value, sentence });
      }
    }
    return verdicts;
  },
);

/**
 * An accuracy no better than guessing the class: 1 / categories. Whatever came before, this network
 * has learned nothing.
 */
export const chance: Rule = ruleOfEach("chance", "an accuracy at or below chance", (result) => {
  const { categories } = result.task;
  if (!categories) return undefined;
  const level = 1 / categories;
  const verdicts: Verdict[] = [];
  for (const [figure, when] of [
    ["accuracy", "after"],
    ["baseAccuracy", "before"],
  ] as const) {
    const value = figureOf(result, figure);
    if (value === undefined || value < 0 || value > level) continue;
    const sentence = `The accuracy of ${percent(value)} ${when} compression is that of guessing among ${categories} classes.`;
    verdicts.push({ severity: "doubtful", printed: value, recomputed: level, sentence });
  }
  return verdicts;
});

/**
 * More parameters or FLOPs after compression than before: by the counts, or by a PR or FR below 0
 * (an error where a reduction was asked for).
 */
export const grew: Rule = ruleOfEach("grew", "more parameters or FLOPs after compression than before", (result) => {
  const known = inConvention(result.task.flops, result.flopsConvention);
  return [
    growth(result, "pr", "parameters", "baseParameters", result.task.parameters) ?? [],
    growth(result, "fr", "flops", "baseFlops", known) ?? [],
  ].flat();
});

function growth(
  result: AuditedResult,
  rate: "pr" | "fr",
  afterFigure: Figure,
  baseFigure: Figure,
  known: number | null | undefined,
): Verdict | undefined {
  const what = rate === "pr" ? "parameters" : "FLOPs";
  const [reduction, after] = [figureOf(result, rate), figureOf(result, afterFigure)];
  if (reduction !== undefined && fractionBeforeRounding(reduction).high < 0) {
    const asked = rate === "pr" && (result.target ?? 0) > 0;
    const sentence = `The ${rate.toUpperCase()} of ${percent(reduction)} means more ${what} after compression than before${asked ? `, where a reduction of ${percent(result.target!, 0)} was asked for` : ""}.`;
    return { severity: asked ? "error" : "doubtful", printed: reduction, sentence };
  }
  const before = figureOf(result, baseFigure) ?? known ?? undefined;
  if (after === undefined || before === undefined) return undefined;
  if (countBeforeRounding(after).low <= countBeforeRounding(before).high) return undefined;
  const claims = reduction !== undefined && reduction > 0;
  const sentence = `There are ${count(after)} ${what} after compression and ${count(before)} before${claims ? `, with a printed ${rate.toUpperCase()} of ${percent(reduction)}` : ""}.`;
  return { severity: claims ? "error" : "doubtful", printed: after, recomputed: before, sentence };
}

/**
 * Fewer multiply-accumulates than parameters: every weight of a layer is used at least once for
 * each image.
 */
export const tooFewFlops: Rule = ruleOfEach("tooFewFlops", "fewer multiply-accumulates than parameters", (result) => {
  const [flops, parameters] = [figureOf(result, "flops"), figureOf(result, "parameters")];
  if (flops === undefined || parameters === undefined) return undefined;
  // Where it is not stated, in the source's favour.
  const each = (result.flopsConvention ?? "2xMACs") === "2xMACs" ? 0.5 : 1;
  const macs = flops * each;
  if (countBeforeRounding(flops).high * each >= countBeforeRounding(parameters).low) return undefined;
  const sentence = `${count(macs)} multiply-accumulates can't use ${count(parameters)} parameters once each; some operations were not counted.`;
  return { severity: "doubtful", printed: flops, recomputed: parameters, sentence };
});
