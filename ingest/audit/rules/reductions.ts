import { type AuditedResult, inConvention, printedFigure } from "../audited-result.ts";
import { type Rule, ruleOfEach, type Verdict } from "../finding.ts";
import { gap } from "../follows.ts";
import { count, percent, percents } from "../in-words.ts";
import {
  agree,
  countBeforeRounding,
  exactly,
  fractionBeforeRounding,
  type Interval,
  minus,
  over,
  times,
} from "../interval.ts";

/**
 * A count before compression: the one the source prints, or, where it prints none, the one known of
 * the task.
 */
interface Base {
  value: number;
  interval: Interval;
  printed: boolean;
}

function baseOf(printed: number | undefined, known: number | null | undefined): Base | undefined {
  const value = printed ?? known ?? undefined;
  return value === undefined
    ? undefined
    : { value, interval: countBeforeRounding(value), printed: printed !== undefined };
}

/**
 * PR = 1 - P(S[M]) / P(M) (paper, section 3.1), and FR alike, from what the counts may have been
 * before rounding.
 */
function reductionOf(after: Interval, before: Interval): Interval {
  return minus(exactly(1), over(after, before));
}

function mismatch(name: string, what: string, printed: number, after: number, base: Base): Verdict | undefined {
  const possible = reductionOf(countBeforeRounding(after), base.interval);
  const off = gap(printed, possible);
  if (off === undefined) return undefined;
  const recomputed = 1 - after / base.value;
  const from = base.printed ? `the printed ${count(base.value)} before` : `the ${count(base.value)} of this task`;
  const sentence = `The printed ${name} of ${percent(printed)} does not follow from ${count(after)} ${what} after and ${from}, which give ${percent(recomputed)} (${percents(possible)} with rounding)${off.remark}.`;
  const severity = off.severity === "error" && !base.printed ? "doubtful" : off.severity;
  return { severity, printed, recomputed, sentence };
}

/**
 * A printed PR that no counts give that round to the printed ones; only doubtful where the source
 * prints no count before.
 */
export const pr: Rule = ruleOfEach("pr", "a printed PR that the printed parameters do not give", (result) => {
  const [printed, after] = [printedFigure(result, "pr"), printedFigure(result, "parameters")];
  const base = baseOf(printedFigure(result, "baseParameters"), result.task.parameters);
  if (printed === undefined || after === undefined || base === undefined) return undefined;
  return mismatch("PR", "parameters", printed, after, base);
});

/** The FLOPs that a printed FR is about. */
function flopsFigures(result: AuditedResult) {
  const [printed, after] = [printedFigure(result, "fr"), printedFigure(result, "flops")];
  const known = inConvention(result.task.flops, result.flopsConvention);
  const base = baseOf(printedFigure(result, "baseFlops"), known);
  return printed === undefined || after === undefined || base === undefined ? undefined : { printed, after, base };
}

/**
 * The factor by which the FLOPs after have to be counted again for the printed FR to follow;
 * undefined where it follows, or never does.
 */
function recountFactor({ printed, after, base }: NonNullable<ReturnType<typeof flopsFigures>>): 2 | 0.5 | undefined {
  const follows = (factor: number) =>
    agree(fractionBeforeRounding(printed), reductionOf(times(countBeforeRounding(after), factor), base.interval));
  return follows(1) ? undefined : ([2, 0.5] as const).find(follows);
}

/** A printed FR that no FLOPs give that round to the printed ones, whatever the convention. */
export const fr: Rule = ruleOfEach("fr", "a printed FR that the printed FLOPs do not give", (result) => {
  const figures = flopsFigures(result);
  if (figures === undefined || recountFactor(figures) !== undefined) return undefined;
  return mismatch("FR", "FLOPs", figures.printed, figures.after, figures.base);
});

/**
 * A printed FR that follows only if one of the two counts is in FLOPs and the other in
 * multiply-accumulates.
 */
export const countedTwoWays: Rule = ruleOfEach(
  "countedTwoWays",
  "a printed FR that follows only if FLOPs before and after are counted differently",
  (result) => {
    const figures = flopsFigures(result);
    const factor = figures && recountFactor(figures);
    if (!figures || !factor) return undefined;
    const { printed, after, base } = figures;
    const sentence = `The printed FR of ${percent(printed)} follows from ${count(after)} FLOPs after and ${count(base.value)} before only if the count after is ${factor === 2 ? "doubled" : "halved"}: one of them counts multiply-accumulates, the other FLOPs.`;
    return { severity: "error", printed, recomputed: 1 - after / base.value, sentence };
  },
);
