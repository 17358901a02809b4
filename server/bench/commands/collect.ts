import type { Graph } from "../../../graph/index.ts";
import { type Algorithm, type Evaluate, type Search, searches } from "../../../search/index.ts";
import { readModel, type StoredModel } from "../../artifacts/model.ts";
import { inGraph, openSession, print, printJson, type Session, withTraining } from "../../cli/session.ts";
import type { TrainingProcess } from "../../training/process.ts";
import { version } from "../../version.ts";
import { compareSearches, printComparison } from "../compare-searches.ts";
import { countSteps, type MeasuredPoint, type StepLog } from "../count-steps.ts";
import { optunaRequirements, optunaSearch, optunaVersion } from "../optuna-bridge.ts";
import type { OptunaSampler } from "../optuna-samplers.ts";
import { peerPython } from "../peer.ts";
import { realTask, trainedStep } from "../real-task.ts";
import { thisMachine } from "../report.ts";
import { readStepRecords, type StepRecord, writeStepRecords } from "../step-record.ts";

interface CollectOptions {
  searches: Algorithm[];
  optuna: OptunaSampler[];
  seeds: number[];
  steps: number;
  minutes?: number;
  target: number;
  to: string;
  json: boolean;
}

/**
 * `automc bench collect`: every search on a trained model, seed by seed in turn, at equal numbers
 * of really trained steps, none ended early. Every step becomes a row of a file, once; searches
 * that try the same scheme with the same seed share its training.
 *
 * Steps are stored like those of a study, so a benchmark that was interrupted, or whose minutes
 * were over, continues where it stopped when it is run again. Points are by test data, while
 * searches choose by validation data; what is compared are the seeds that every search finished.
 */
export async function benchCollect(reference: string, options: CollectOptions): Promise<void> {
  const session = openSession({ quiet: options.json });
  const { artifacts } = session;
  const model = await readModel(artifacts, await artifacts.resolveModel(reference));
  const rows = new Map((await readStepRecords(options.to)).map((row) => [row.key, row]));
  const before = rows.size;
  const timeUp = options.minutes === undefined ? undefined : AbortSignal.timeout(options.minutes * 60_000);
  const runs = await inGraph(session, (graph) =>
    withTraining(session, async (training, interrupted) => {
      const signal = AbortSignal.any([interrupted, ...(timeUp ? [timeUp] : [])]);
      return collected({ session, graph, training, signal, timeUp }, model, rows, options);
    }),
  );
  const whole = Math.min(...[...runs.values()].map(({ length }) => length));
  const compared =
    whole > 0 ? compareSearches(new Map([...runs].map(([name, of]) => [name, of.slice(0, whole)])), options.steps) : [];
  const seeds = options.seeds.slice(0, whole);
  const versions = { automc: version, node: process.versions.node, optuna: optunaVersion };
  const about = { name: "collect", ...options, seeds, rows: rows.size, added: rows.size - before };
  const machine = thisMachine();
  if (options.json) return printJson({ ...about, versions, machine, cells: compared });
  print(
    `${about.added} steps added, ${about.rows} in ${options.to}; ${whole} of ${options.seeds.length} seeds are whole`,
  );
  if (compared.length > 0) printComparison(compared);
  print(
    `AutoMC ${version}, Node ${versions.node}${options.optuna.length > 0 ? `, ${optunaVersion}` : ""}; ${machine.cpu}, ${machine.cores} cores, ${machine.platform}; seeds ${seeds.join(", ")}.`,
  );
}

interface Collecting {
  session: Session;
  graph: Graph;
  training: TrainingProcess;
  signal: AbortSignal;
  timeUp: AbortSignal | undefined;
}

/**
 * What every search measured on each seed that it finished; the rows of all steps are added to
 * `rows` and kept in the file.
 */
async function collected(
  { session, graph, training, signal, timeUp }: Collecting,
  model: StoredModel,
  rows: Map<string, StepRecord>,
  { searches: ours, optuna, seeds, steps, target, to }: CollectOptions,
): Promise<Map<string, StepLog[]>> {
  const { artifacts, config, progress } = session;
  const python = optuna.length > 0 ? await peerPython(config, optunaRequirements(optuna), progress) : "";
  const { cpu, cores, platform } = thisMachine();
  const contenders: [string, Search][] = [
    ...ours.map((name): [string, Search] => [name, searches[name]]),
    ...optuna.map((name): [string, Search] => [`optuna ${name}`, optunaSearch({ config, python }, name, () => {})]),
  ];
  const runs = new Map<string, StepLog[]>(contenders.map(([name]) => [name, []]));
  const bar = progress.begin("steps", contenders.length * seeds.length * steps);
  let done = 0;
  try {
    for (const seed of seeds) {
      const task = await realTask({ graph, artifacts, progress, signal }, model, seed);
      for (const [name, search] of contenders) {
        const points: MeasuredPoint[] = [];
        const evaluate: Evaluate = async (scheme) => {
          const context = { artifacts, training, seed, signal };
          const outcome = await trainedStep(task, model, context, `${cpu}, ${cores} cores, ${platform}`, scheme);
          bar.update(++done, `${name}, seed ${seed}`);
          if (outcome.state === "failed") {
            points.push({ ar: -1, pr: 0 });
            return outcome;
          }
          const { key, after, original } = outcome.row;
          points.push({
            ar: after.testAccuracy / original.testAccuracy - 1,
            pr: 1 - after.parameters / original.parameters,
          });
          if (!rows.has(key)) await writeStepRecords(to, [...rows.set(key, outcome.row).values()]);
          return { state: "complete", accuracy: after.validationAccuracy, parameters: after.parameters };
        };
        const budget = { seed, steps, target, mostRemoved: task.mostRemoved };
        const { cpuSeconds } = await countSteps(search, { ...task, evaluate }, budget);
        runs.get(name)!.push({ points, cpuSeconds });
      }
    }
    bar.end();
  } catch (error) {
    if (!timeUp?.aborted) throw error;
    bar.end("the minutes are over; the same command continues");
  }
  return runs;
}
