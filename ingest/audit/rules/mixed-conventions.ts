import { type AuditedResult, printedFigure } from "../audited-result.ts";
import { type Finding, findingOf, groupsOf, type Rule } from "../finding.ts";
import { count } from "../in-words.ts";
import { familyOnDataset, isSameNetwork } from "../same-network.ts";
import { isAboutTwice } from "./known-counts.ts";

/**
 * One network on one data set, with FLOPs before compression that differ by about 2 although they
 * are said to be counted alike: in one paper, or between papers. Which of them is right, the known
 * count of the task shows (`flopsConvention`).
 */
export const mixedConventions: Rule = {
  id: "mixedConventions",
  finds: "FLOPs of one network that differ by about 2 within a paper, or between papers that state one convention",
  check(results) {
    const findings: Finding[] = [];
    for (const onNetwork of groupsOf(results, familyOnDataset).values()) {
      const figures = [...groupsOf(onNetwork, sameFigure).values()];
      for (const more of figures) {
        const rival = figures.find((less) => counted(less[0]!, more[0]!));
        if (rival) findings.push(finding(more, rival));
      }
    }
    return findings;
  },
};

/** Results of one paper with the same FLOPs before compression. */
function sameFigure(result: AuditedResult): string | undefined {
  const base = printedFigure(result, "baseFlops");
  return base === undefined ? undefined : [result.paper, result.task.id, base, result.flopsConvention].join("\n");
}

/**
 * Whether the second counts about twice what the first does, and no statement of theirs explains
 * it.
 */
function counted(less: AuditedResult, more: AuditedResult): boolean {
  if (!isSameNetwork(less.task, more.task)) return false;
  if (!isAboutTwice(printedFigure(more, "baseFlops")!, printedFigure(less, "baseFlops")!)) return false;
  const [a, b] = [less, more].map(({ flopsConvention }) => flopsConvention ?? "2xMACs");
  return less.paper === more.paper ? a === b : a === b && a !== "unstated";
}

function finding(more: readonly AuditedResult[], less: readonly AuditedResult[]): Finding {
  const [{ task, paper }, rival] = [more[0]!, less[0]!];
  const [printed, recomputed] = [printedFigure(more[0]!, "baseFlops")!, printedFigure(rival, "baseFlops")!];
  const where = rival.paper === paper ? "this paper" : rival.paper;
  const sentence = `${count(printed)} FLOPs before compression for ${task.network} on ${task.dataset}, and ${count(recomputed)} in ${where} (${rival.locator}): about twice as many, counted alike by their word.`;
  return findingOf(mixedConventions.id, { severity: "doubtful", printed, recomputed, sentence }, more);
}
