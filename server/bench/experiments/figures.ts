import { type Line, linesPlot } from "../../plots/lines.ts";
import { areaOf, frontOf } from "../score-steps.ts";
import { type ContenderResult, leasts } from "./run.ts";

/**
 * The paper's Figures 4 and 5 as SVG by file name: how the AutoML algorithms get on with every
 * trained step (the highest AR at 40 %, and hypervolume in place of the paper's scatter of fronts),
 * and what AutoMC and its variants found.
 */
export async function figures(results: readonly ContenderResult[]): Promise<Map<string, string>> {
  const named = (...names: string[]) => results.filter(({ contender }) => names.includes(contender.name));
  const automl = results.filter(({ contender }) => contender.kind === "automl");
  const variants = [...named("AutoMC"), ...results.filter(({ contender }) => contender.kind === "ablation")];
  const steps = { title: "trained steps" };
  const change = { title: "highest AR, test data", format: "+.0%" };
  return new Map([
    [
      "figure-4-accuracy.svg",
      await linesPlot(
        `The best scheme that removes ${Math.round(100 * leasts[0]!)} % or more`,
        { x: steps, y: change, steps: true },
        automl.map((result) => byStep(result, bestReaching)),
      ),
    ],
    [
      "figure-4-hypervolume.svg",
      await linesPlot(
        "Hypervolume of what was measured",
        { x: steps, y: { title: "hypervolume above (AR -0.5, PR 0)" }, steps: true },
        automl.map((result) => byStep(result, areaOf)),
      ),
    ],
    [
      "figure-5-fronts.svg",
      await linesPlot(
        "Pareto fronts of AutoMC and its variants",
        {
          x: { title: "parameters removed (PR)", format: ".0%" },
          y: { title: "accuracy change (AR), test data", format: "+.0%" },
        },
        [...variants, ...named("RL")].map(({ contender, points }) => ({
          name: contender.name === "RL" ? "AutoMC-Progressive Search" : contender.name,
          points: frontOf(points)
            .map(([ar, pr]) => ({ x: pr!, y: ar! }))
            .sort((a, b) => a.x - b.x),
        })),
      ),
    ],
  ]);
}

type Points = ContenderResult["points"];

/** A figure after every step; steps without a value have no point. */
function byStep({ contender, points }: ContenderResult, value: (points: Points) => number): Line {
  const ys = points.map((_, at) => ({ x: at + 1, y: value(points.slice(0, at + 1)) }));
  return { name: contender.name, points: ys.filter(({ y }) => Number.isFinite(y)) };
}

function bestReaching(points: Points): number {
  return Math.max(...points.filter(({ pr }) => pr >= leasts[0]!).map(({ ar }) => ar));
}
