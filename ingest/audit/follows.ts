import type { Severity } from "./finding.ts";
import { agree, fractionBeforeCutting, fractionBeforeRounding, type Interval } from "./interval.ts";

/** How a printed fraction relates to what other printed figures make possible. */
export interface Gap {
  severity: Severity;
  /** What follows the finding in its sentence; empty, or begins with a semicolon. */
  remark: string;
}

/**
 * Whether a printed fraction follows from what is possible by the other figures: undefined when it
 * does within rounding. One that is off by less than a unit of its last digit was cut off in place
 * of rounded, which is worth a note; more than that is an error.
 */
export function gap(printed: number, possible: Interval): Gap | undefined {
  if (agree(fractionBeforeRounding(printed), possible)) return undefined;
  if (agree(fractionBeforeCutting(printed), possible))
    return { severity: "note", remark: "; the last digit looks cut off, not rounded" };
  const turned = agree(fractionBeforeRounding(-printed), possible);
  return { severity: "error", remark: turned ? "; the sign is turned" : "" };
}
