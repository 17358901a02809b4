import { mean } from "d3-array";
import { readModel } from "../../artifacts/model.ts";
import { inGraph, openSession, print, printJson, withTraining } from "../../cli/session.ts";
import { table } from "../../cli/terminal.ts";
import { BadInput } from "../../errors.ts";
import { dataOf } from "../../training/model-data.ts";
import { version } from "../../version.ts";
import { type CollectedRun, type Collection, collectSteps } from "../collect-steps.ts";
import { compareSearches, printComparison } from "../compare-searches.ts";
import { replayEarlyEnds, totalEarlyEnds } from "../early-ends.ts";
import { optunaVersion } from "../optuna-bridge.ts";
import { thisMachine } from "../report.ts";
import { readStepRecords } from "../step-record.ts";

interface CollectOptions extends Collection {
  minutes?: number;
  json: boolean;
}

/**
 * `automc bench collect`: every search on a trained model, seed by seed in turn, at equal numbers
 * of really trained steps, none ended early. Every step becomes a row of a file, once; searches
 * that try the same scheme with the same seed share its training.
 *
 * Steps are stored like those of a study, so a benchmark that was interrupted, or whose minutes
 * were over, continues where it stopped when it is run again. Points are by test data, while
 * searches choose by validation data; what is compared are the seeds that every search finished, and
 * in the end its best schemes after equal epochs.
 */
export async function benchCollect(reference: string, options: CollectOptions): Promise<void> {
  if (options.searches.length + options.optuna.length === 0 && !options.bothOrders)
    throw new BadInput("Nothing would collect: give --searches, --optuna or --both-orders.");
  const session = openSession({ quiet: options.json });
  const { artifacts } = session;
  const model = await readModel(artifacts, await artifacts.resolveModel(reference));
  const rows = new Map((await readStepRecords(options.to)).map((row) => [row.key, row]));
  const before = rows.size;
  const { count: images } = (await dataOf(model.card, session.config.home)).splits.validation;
  const timeUp = options.minutes === undefined ? undefined : AbortSignal.timeout(options.minutes * 60_000);
  const runs = await inGraph(session, (graph) =>
    withTraining(session, async (training, interrupted) => {
      const signal = AbortSignal.any([interrupted, ...(timeUp ? [timeUp] : [])]);
      return collectSteps({ session, graph, training, signal, timeUp }, model, rows, options);
    }),
  );
  const whole = [...runs.values()][0]!.length;
  const compared = whole > 0 ? compareSearches(runs, options.steps) : [];
  const seeds = options.seeds.slice(0, whole);
  const versions = { automc: version, node: process.versions.node, optuna: optunaVersion };
  const about = { name: "collect", ...options, seeds, rows: rows.size, added: rows.size - before };
  const machine = thisMachine();
  const steps = [...runs].map(([name, of]) => ({
    name,
    earlyEnds: totalEarlyEnds(of.map((run) => replayEarlyEnds(run.steps, { images }))),
    predictions: meanErrors(of.flatMap(({ errors }) => errors)),
    toppedUp: of.flatMap(({ toppedUp }, at) => toppedUp.map((entry) => ({ seed: seeds[at]!, ...entry }))),
  }));
  if (options.json) return printJson({ ...about, versions, machine, cells: compared, steps });
  print(
    `${about.added} steps added, ${about.rows} in ${options.to}; ${whole} of ${options.seeds.length} seeds are whole`,
  );
  if (compared.length > 0) printComparison(compared);
  print("the best scheme of each by validation data, AR on test data as measured and after equal epochs");
  print(
    table(
      ["PR >=", "seed", "search", "epochs", "AR, %", "equal epochs", "AR then, %", "AR of the original then, %"],
      steps
        .flatMap(({ name, toppedUp }) => toppedUp.map((entry) => ({ name, ...entry })))
        .sort((a, b) => a.least - b.least || a.seed - b.seed)
        .map(({ least, seed, name, epochs, ar, equalEpochs, equalAr, originalAr }) => [
          ...[least, seed, name, epochs, (100 * ar).toFixed(1), equalEpochs],
          ...[(100 * equalAr).toFixed(1), (100 * originalAr).toFixed(1)],
        ]),
    ),
  );
  print("trainings that an early end would have cut short, and how far off predictions were, in points");
  print(
    table(
      ["search", "watched", "ended", "of epochs", "saved", "wrongly ended", "AR_step", "if unchanged", "PR_step"],
      steps.map(({ name, earlyEnds: { watched, ended, epochs, saved, wrong }, predictions }) => [
        ...[name, watched, ended, epochs, saved, wrong],
        ...[predictions?.arStep, predictions?.unchanged, predictions?.prStep].map((error) =>
          error === undefined ? null : (100 * error).toFixed(1),
        ),
      ]),
    ),
  );
  print(
    `AutoMC ${version}, Node ${versions.node}${options.optuna.length > 0 ? `, ${optunaVersion}` : ""}; ${machine.cpu}, ${machine.cores} cores, ${machine.platform}; seeds ${seeds.join(", ")}.`,
  );
}

/** The means of predictions' errors; undefined where nothing was predicted. */
function meanErrors(errors: CollectedRun["errors"]): CollectedRun["errors"][number] | undefined {
  if (errors.length === 0) return undefined;
  const average = (of: keyof CollectedRun["errors"][number]) => mean(errors, (error) => error[of])!;
  return { arStep: average("arStep"), prStep: average("prStep"), unchanged: average("unchanged") };
}
