import { join, resolve } from "node:path";
import { putFile } from "../../artifacts/atomic-write.ts";
import { readModel, type StoredModel } from "../../artifacts/model.ts";
import { inGraph, openSession, print, printJson, type Session, withTraining } from "../../cli/session.ts";
import { table } from "../../cli/terminal.ts";
import type { TrainJob, TrainResult } from "../../training/jobs.ts";
import type { Training } from "../../training/pool.ts";
import { version } from "../../version.ts";
import { figures } from "../experiments/figures.ts";
import { trainedToPlateau } from "../experiments/plateau.ts";
import { publishedResults } from "../experiments/published.ts";
import { runExperiments } from "../experiments/run.ts";
import { type Scale, type ScaleName, scales } from "../experiments/scales.ts";
import { experimentTables, markdown } from "../experiments/tables.ts";
import { thisMachine } from "../report.ts";
import { keepStepRecord, readStepRecords, type StepRecord } from "../step-record.ts";

interface ExperimentOptions {
  scale: ScaleName;
  path?: string;
  /** Trained steps of every AutoML algorithm, and settings of each method's grid; the scale's by default. */
  steps?: number;
  grid?: number;
  seed: number;
  to: string;
  json: boolean;
}

/**
 * `automc bench experiments`: the experiments of the paper's section 4 on CIFAR-10, at a scale, as
 * tables and SVG beside the published numbers.
 *
 * Everything trained is stored, so what was interrupted continues when it is run again. The folder
 * gets `tables.md`, the figures, `results.json`, and `steps.jsonl`, rows for `bench table`.
 */
export async function benchExperiments(options: ExperimentOptions): Promise<void> {
  const { scale: name, path, seed, to, json } = options;
  const session = openSession({ quiet: json });
  const { steps = scales[name].steps, grid = scales[name].grid } = options;
  const scale: Scale = { ...scales[name], steps, grid };
  const file = join(to, "steps.jsonl");
  const rows = new Map((await readStepRecords(file)).map((row) => [row.key, row]));
  const { artifacts, progress } = session;
  const { model, others, results } = await inGraph(session, (graph) =>
    withTraining(session, async (training, signal) => {
      const pretraining = { name, scale, seed, training, signal, ...(path !== undefined && { path: resolve(path) }) };
      const model = await pretrained(session, pretraining, scale.network);
      const others: StoredModel[] = [];
      for (const network of scale.transfers) others.push(await pretrained(session, pretraining, network));
      const keep = (row: StepRecord) => keepStepRecord(file, rows, row);
      const context = { graph, artifacts, training, progress, signal, seed, keep };
      return { model, others, results: await runExperiments(context, model, others, scale) };
    }),
  );
  const tables = experimentTables(results, [model.card, ...others.map(({ card }) => card)], await publishedResults());
  const about = { name: "experiments", scale: name, sizes: scale, seed, version, machine: thisMachine() };
  await putFile(join(to, "tables.md"), tables.map(markdown).join("\n"));
  await putFile(join(to, "results.json"), `${JSON.stringify({ ...about, results }, null, 1)}\n`);
  for (const [figure, svg] of await figures(results)) await putFile(join(to, figure), svg);
  if (json) return printJson({ ...about, results });
  for (const { title, heads, rows } of tables) print(`${title}\n${table(heads, rows)}`);
  const { cpu, cores, platform } = about.machine;
  print(`${rows.size} trained steps, tables and figures are in ${to}.`);
  print(`AutoMC ${version}; ${cpu}, ${cores} cores, ${platform}.`);
}

interface Pretraining {
  name: ScaleName;
  scale: Scale;
  seed: number;
  path?: string;
  training: Training;
  signal: AbortSignal;
}

/** A network trained out on the scale's part of CIFAR-10; what has its name already is not trained again. */
async function pretrained(
  { artifacts, progress }: Session,
  { name: scaleName, scale, seed, path, training, signal }: Pretraining,
  network: TrainJob["network"],
): Promise<StoredModel> {
  const { images, width, batchSize, pretrainEpochs } = scale;
  const dataset: TrainJob["dataset"] = {
    ...{ name: "cifar10", sample: 1, validationFraction: 0.1, ...(path !== undefined && { path }) },
    ...(images && {
      trainCount: images.train,
      validationFraction: images.validation / (images.train + images.validation),
      testCount: images.test,
    }),
  };
  const train = async (epochs: number): Promise<TrainResult> => {
    const name = `experiments-${scaleName}-${network}-${epochs}-${seed}`;
    const known = (await artifacts.names()).find((each) => each.name === name);
    if (known) return { ...(await readModel(artifacts, known.hash)), seconds: 0 };
    const job: TrainJob = {
      ...{ kind: "train", network, dataset, epochs, batchSize, learningRate: 0.05, seed },
      ...(width !== undefined && { width }),
    };
    const task = progress.begin(`training ${network} for ${epochs} epochs`, 1);
    const result = await training.run<TrainResult>(job, ({ done, note }) => task.update(done, note), signal);
    task.end();
    await artifacts.nameModel(name, result.hash);
    return result;
  };
  return trainedToPlateau(train, pretrainEpochs, images?.validation ?? 5000);
}
