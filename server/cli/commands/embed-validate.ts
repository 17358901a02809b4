import {
  type Baseline,
  baselines,
  type ExperienceValidation,
  validateExperience,
  variants,
} from "../../../embed/index.ts";
import { allTriples, type Experience, experienceRows, run } from "../../../graph/index.ts";
import { interruptible } from "../../interruption.ts";
import { randomness } from "../../randomness.ts";
import { inGraph, openSession, print, printJson } from "../session.ts";
import { table } from "../terminal.ts";

const sides = ["paper", "taskId"] as const;
const titles = { paper: "one paper", taskId: "one task" };

/**
 * `automc embed validate`: leaves out one paper at a time, then one task at a time. Writes nothing.
 */
export async function validate({
  members,
  seed,
  json,
}: {
  members: number;
  seed: number;
  json: boolean;
}): Promise<void> {
  const session = openSession({ quiet: json });
  const { signal, release } = interruptible("nothing of it is kept");
  try {
    await inGraph(session, async (graph) => {
      const triples = await run(graph, allTriples, {});
      const rows = await run(graph, experienceRows, {});
      const found: Partial<Record<(typeof sides)[number], ExperienceValidation>> = {};
      for (const side of sides) {
        const foldOf = new Map<Experience, string>(rows.map((row) => [row, row[side]]));
        const task = session.progress.begin(`leaving out ${titles[side]} at a time`, 1);
        found[side] = await validateExperience(
          { triples, experience: rows },
          {},
          { foldOf: (row) => foldOf.get(row)!, members },
          { random: randomness(seed), signal, report: (done) => task.update(done) },
        );
        task.end();
      }
      if (json) return printJson({ members, seed, ...found });
      for (const side of sides) print(shown(side, found[side]!));
      print(`Mean absolute errors, in points of a percent; NN_exp: mean of ${members} networks, seed ${seed}.`);
    });
  } finally {
    release();
  }
}

const names: Record<(typeof variants)[number] | Baseline, string> = {
  whole: "NN_exp",
  withoutGraph: "NN_exp on vectors without the graph (-KG)",
  vectorsHeld: "NN_exp on TransR's vectors as they are",
  mean: "mean of all results",
  methodMean: "mean of the method's results",
  asked: "the PR asked for, the method's mean AR",
  nearestTasks: "mean on the 3 nearest tasks",
};

function shown(
  side: (typeof sides)[number],
  { folds, rows, networks, baselines: plain, calibration }: ExperienceValidation,
): string {
  const points = (value: number) => (100 * value).toFixed(2);
  const sizes = Object.entries(folds).map(([fold, count]) => `${fold}: ${count}`);
  const all = { ...networks, ...plain };
  const order = [...variants, ...(Object.keys(baselines) as Baseline[])];
  const [ar, pr] = calibration.within90;
  const [arWidth, prWidth] = calibration.halfWidth90;
  return [
    `Leaving out ${titles[side]} at a time, ${rows} results (${sizes.join(", ")}):`,
    table(
      ["predicted by", "AR", "PR", "distance"],
      order.map((name) => [names[name], points(all[name].ar), points(all[name].pr), points(all[name].distance)]),
    ),
    `Of the results, ${points(ar)} % (AR) and ${points(pr)} % (PR) are within NN_exp's 90 % intervals, ±${points(arWidth)} and ±${points(prWidth)} on average.\n`,
  ].join("\n");
}
