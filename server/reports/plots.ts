import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { putFile } from "../artifacts/atomic-write.ts";
import { historyPlot } from "../plots/history.ts";
import { frontPlot } from "../plots/pareto-front.ts";
import { schemeTree } from "../plots/scheme-tree.ts";
import type { StudyReport } from "./study-report.ts";

export type PlotKind = "front" | "history" | "tree";

type Plotted = Pick<StudyReport, "study" | "trials" | "history"> & { front: readonly { number: number }[] };

/** A study as a picture (SVG): its front, its hypervolume over the trials, or the tree of its schemes. */
export async function studyPlot(kind: PlotKind, { study, trials, front, history }: Plotted): Promise<string> {
  const title = titleOf(study);
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
  return frontPicture({ study, trials, front });
}

/** Draws a study's front into a file under AUTOMC_HOME, in the place of an earlier one; returns its path. */
export async function keepFrontPlot(home: string, of: Pick<Plotted, "study" | "trials" | "front">): Promise<string> {
  const folder = join(home, "artifacts", "plots");
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${of.study.name}.svg`);
  await putFile(file, await frontPicture(of));
  return file;
}

function frontPicture({ study, trials, front }: Pick<Plotted, "study" | "trials" | "front">): Promise<string> {
  const onFront = new Set(front.map(({ number }) => number));
  const points = trials.flatMap((trial) => {
    if (trial.state !== "complete") return [];
    const { number, scheme, pr, validationAr } = trial;
    return [{ scheme, pr, ar: validationAr, onFront: onFront.has(number) }];
  });
  return frontPlot(titleOf(study), study.target, points);
}

const titleOf = ({ name, taskId }: StudyReport["study"]) => `${name}: ${taskId}`;
