import type { AuditedResult } from "./audited-result.ts";

/**
 * How bad a finding is: `error` where the printed figures can't all be right, `doubtful` where they
 * can but hardly are, `note` for what a reader should know before comparing them with others.
 */
export const severities = ["error", "doubtful", "note"] as const;
export type Severity = (typeof severities)[number];

/** What one rule finds about one result, or about several that share the reason. */
export interface Finding {
  rule: string;
  severity: Severity;
  paper: string;
  /** Id of the result; of the first one where the finding is about several. */
  result: string;
  /** Where the result is in its paper. */
  locator: string;
  /** The doubtful figure as printed: a fraction of 1 or a plain count. */
  printed: number | null;
  /** What the other figures give in its place. */
  recomputed: number | null;
  /** All of it in plain words. */
  sentence: string;
  /** Ids of the other results with the same finding. */
  others: string[];
}

/** Whether a finding is about one of these results. */
export function isAbout({ result, others }: Finding, ids: ReadonlySet<string>): boolean {
  return [result, ...others].some((id) => ids.has(id));
}

/** What a rule finds itself; the rest of a finding follows from the result. */
export interface Verdict {
  severity: Severity;
  printed?: number | undefined;
  recomputed?: number | undefined;
  sentence: string;
}

/**
 * Something to look for in published results. A pure function of all available results; most rules
 * look at one at a time.
 */
export interface Rule {
  id: string;
  /** What it finds, for the list in the README. */
  finds: string;
  check(results: readonly AuditedResult[]): Finding[];
}

/** A rule that looks at each result alone. */
export function ruleOfEach(
  id: string,
  finds: string,
  judge: (result: AuditedResult) => Verdict | Verdict[] | undefined,
): Rule {
  return {
    id,
    finds,
    check: (results) =>
      results.flatMap((result) => [judge(result) ?? []].flat().map((verdict) => findingOf(id, verdict, [result]))),
  };
}

/**
 * A rule about what several results share: results with the same key are looked at once, and are
 * one finding together. A result without a key is ignored.
 */
export function ruleOfGroups(
  id: string,
  finds: string,
  key: (result: AuditedResult) => string | undefined,
  judge: (group: readonly AuditedResult[], all: readonly AuditedResult[]) => Verdict | undefined,
): Rule {
  return {
    id,
    finds,
    check: (results) =>
      [...groupsOf(results, key).values()].flatMap((group) => {
        const verdict = judge(group, results);
        return verdict ? [findingOf(id, verdict, group)] : [];
      }),
  };
}

export function findingOf(rule: string, verdict: Verdict, group: readonly AuditedResult[]): Finding {
  const [first, ...others] = group;
  const { severity, printed, recomputed, sentence } = verdict;
  const { paper, id: result, locator } = first!;
  return {
    rule,
    severity,
    paper,
    result,
    locator,
    printed: printed ?? null,
    recomputed: recomputed ?? null,
    sentence,
    others: others.map(({ id }) => id),
  };
}

export function groupsOf<T>(items: readonly T[], key: (item: T) => string | undefined): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = key(item);
    if (name === undefined) continue;
    const group = groups.get(name);
    if (group) group.push(item);
    else groups.set(name, [item]);
  }
  return groups;
}
