import { type AuditedResult, inConvention, printedFigure } from "../audited-result.ts";
import { type Rule, ruleOfGroups, type Verdict } from "../finding.ts";
import { count, percent } from "../in-words.ts";
import { countBeforeRounding } from "../interval.ts";
import { sameSize } from "../same-network.ts";

/**
 * Two counts are of one network in two conventions when one is about twice the other:
 * multiply-accumulates are counted as one or as two.
 */
const aboutTwice = { low: 1.7, high: 2.3 };

export function isAboutTwice(more: number, less: number): boolean {
  return more / less >= aboutTwice.low && more / less <= aboutTwice.high;
}

/**
 * Biases, batch norms and poolings are counted or not: that makes up some thousandths, and is the
 * same network.
 */
const sameCount = 0.005;

/**
 * A printed count before compression that is not the known one of the task, whatever was rounded:
 * another variant of the network.
 */
function variant(printed: number, known: number, what: string, taskId: string): Verdict | undefined {
  const { low, high } = countBeforeRounding(printed);
  if (low <= known * (1 + sameCount) && known * (1 - sameCount) <= high) return undefined;
  const off = printed / known - 1;
  const sentence = `${count(printed)} ${what} before compression, where the task ${taskId} has ${count(known)} (${off > 0 ? "+" : ""}${percent(off, 1)}): another variant of the network, or another way to count.`;
  return { severity: Math.abs(off) > sameSize ? "doubtful" : "note", printed, recomputed: known, sentence };
}

/** Results that share paper, task and a printed count before compression are judged once. */
function sameBase(figure: "baseParameters" | "baseFlops") {
  return (result: AuditedResult) => {
    const value = printedFigure(result, figure);
    return value === undefined ? undefined : `${result.paper}\n${result.task.id}\n${value}\n${result.flopsConvention}`;
  };
}

/** Printed parameters before compression that contradict those known of the task. */
export const knownParameters: Rule = ruleOfGroups(
  "knownParameters",
  "parameters before compression that are not those of the task",
  sameBase("baseParameters"),
  ([first]) => {
    const { task } = first!;
    if (!task.parameters) return undefined;
    return variant(printedFigure(first!, "baseParameters")!, task.parameters, "parameters", task.id);
  },
);

/**
 * Printed FLOPs before compression that contradict those known of the task, in the convention that
 * the source states or in either.
 */
export const knownFlops: Rule = ruleOfGroups(
  "knownFlops",
  "FLOPs before compression that are not those of the task",
  sameBase("baseFlops"),
  ([first]) => {
    const { task, flopsConvention } = first!;
    const printed = printedFigure(first!, "baseFlops")!;
    if (!task.flops) return undefined;
    const known = inConvention(task.flops, flopsConvention) ?? nearer(printed, task.flops, task.flops / 2);
    // FlopsConvention reports it.
    if (isAboutTwice(printed, known) || isAboutTwice(known, printed)) return undefined;
    return variant(printed, known, known === task.flops ? "FLOPs" : "multiply-accumulates", task.id);
  },
);

/**
 * FLOPs before compression that are about twice or half the known ones in the convention that the
 * source is said to use.
 */
export const flopsConvention: Rule = ruleOfGroups(
  "flopsConvention",
  "FLOPs that are about twice or half the known count in the stated convention",
  sameBase("baseFlops"),
  ([first]) => {
    const { task, flopsConvention } = first!;
    const printed = printedFigure(first!, "baseFlops")!;
    if (!task.flops) return undefined;
    const known = inConvention(task.flops, flopsConvention);
    if (known === undefined) {
      const macs = nearer(printed, task.flops, task.flops / 2) !== task.flops;
      const sentence = `${count(printed)} FLOPs before compression, counted in a way the source does not state: ${macs ? "multiply-accumulates" : "2 x multiply-accumulates"}, by the ${count(task.flops)} FLOPs of ${task.id} as 2 x MACs.`;
      return { severity: "note", printed, recomputed: macs ? task.flops / 2 : task.flops, sentence };
    }
    const [twice, half] = [isAboutTwice(printed, known), isAboutTwice(known, printed)];
    if (!twice && !half) return undefined;
    const stated = flopsConvention === "MACs" ? "multiply-accumulates" : "2 x multiply-accumulates";
    const sentence = `${count(printed)} FLOPs before compression, said to be ${stated}, are about ${twice ? "twice" : "half"} the ${count(known)} that ${task.id} has when counted so.`;
    return { severity: "doubtful", printed, recomputed: known, sentence };
  },
);

function nearer(value: number, a: number, b: number): number {
  return Math.abs(Math.log(value / a)) <= Math.abs(Math.log(value / b)) ? a : b;
}
