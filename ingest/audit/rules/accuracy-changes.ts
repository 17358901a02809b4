import { type AuditedResult, printedFigure } from "../audited-result.ts";
import { type Rule, ruleOfEach } from "../finding.ts";
import { gap } from "../follows.ts";
import { percent, percents, points } from "../in-words.ts";
import { exactly, fractionBeforeRounding, type Interval, minus, over } from "../interval.ts";

/** The two accuracies as printed, and what they may have been before rounding. */
function accuracies(result: AuditedResult) {
  const [after, before] = [printedFigure(result, "accuracy"), printedFigure(result, "baseAccuracy")];
  if (after === undefined || before === undefined || before <= 0) return undefined;
  return { after, before, fromTo: `accuracies of ${percent(before)} before and ${percent(after)} after` };
}

/**
 * AR = (A(S[M]) - A(M)) / A(M) (paper, section 3.1), from what the accuracies may have been before
 * rounding. Computed as A(S[M]) / A(M) - 1, where each accuracy occurs once: an interval that
 * occurs twice would be taken for two numbers, and give too wide a result.
 */
function arOf(after: number, before: number): Interval {
  return minus(over(fractionBeforeRounding(after), fractionBeforeRounding(before)), exactly(1));
}

/** A printed accuracy increase rate that no accuracies give that round to the printed ones. */
export const printedAr: Rule = ruleOfEach(
  "printedAr",
  "a printed AR that the printed accuracies do not give",
  (result) => {
    const [printed, given] = [printedFigure(result, "printedAr"), accuracies(result)];
    if (printed === undefined || given === undefined) return undefined;
    const possible = arOf(given.after, given.before);
    const off = gap(printed, possible);
    if (off === undefined) return undefined;
    const recomputed = (given.after - given.before) / given.before;
    const sentence = `The printed AR of ${percent(printed)} does not follow from ${given.fromTo}, which give ${percent(recomputed)} (${percents(possible)} with rounding)${off.remark}.`;
    return { severity: off.severity, printed, recomputed, sentence };
  },
);

/**
 * A printed change of accuracy, in points, that is not the difference of the printed accuracies.
 */
export const printedDelta: Rule = ruleOfEach(
  "printedDelta",
  "a printed gain or drop in points that is not the difference of the accuracies",
  (result) => {
    const [printed, given] = [printedFigure(result, "printedDelta"), accuracies(result)];
    if (printed === undefined || given === undefined) return undefined;
    const possible = minus(fractionBeforeRounding(given.after), fractionBeforeRounding(given.before));
    const off = gap(printed, possible);
    if (off === undefined) return undefined;
    const recomputed = given.after - given.before;
    const sentence = `The printed change of ${points(printed)} does not follow from ${given.fromTo}, which differ by ${points(recomputed)}${off.remark}.`;
    return { severity: off.severity, printed, recomputed, sentence };
  },
);
