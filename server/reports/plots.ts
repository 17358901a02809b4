import { historyPlot } from "../plots/history.ts";
import { frontPlot } from "../plots/pareto-front.ts";
import { schemeTree } from "../plots/scheme-tree.ts";
import type { StudyReport } from "./study-report.ts";

export type PlotKind = "front" | "history" | "tree";

type Plotted = Pick<StudyReport, "study" | "trials" | "front" | "history">;

/** A study as a picture (SVG): its front, its hypervolume over the trials, or the tree of its schemes. */
export async function studyPlot(kind: PlotKind, { study, trials, front, history }: Plotted): Promise<string> {
  const title = `${study.name}: ${study.taskId}`;
  const onFront = new Set(front.map(({ number }) => number));
  if (kind === "history") return historyPlot(title, history);
  if (kind === "tree")
    return schemeTree(
      title,
      trials.map(({ number, strategyIds, state, ...trial }) => ({
        ...{ number, strategyIds, onFront: onFront.has(number) },
        ar: state === "complete" ? trial.validationAr : null,
      })),
    );
  const complete = trials.filter((trial) => trial.state === "complete");
  const points = complete.map(({ number, scheme, pr, validationAr }) => ({
    ...{ scheme, pr, ar: validationAr, onFront: onFront.has(number) },
  }));
  return frontPlot(title, study.target, points);
}
