import { join } from "node:path";
import { networkIds } from "../../../compress/index.ts";
import { readModel } from "../../artifacts/model.ts";
import { BadInput } from "../../errors.ts";
import { percent, seconds } from "../../format.ts";
import type { MeasureResult, TrainResult } from "../../training/jobs.ts";
import { type DataOptions, datasetFrom } from "../data-options.ts";
import { openSession, print, printJson, withTraining } from "../session.ts";
import { table } from "../terminal.ts";
import { describeModel } from "../views/model.ts";

interface TrainOptions extends DataOptions {
  epochs: number;
  width?: number;
  batchSize: number;
  learningRate: number;
  name?: string;
  seed: number;
  json: boolean;
}

/** `automc model train`: pretrains one of our networks and stores it under a name. */
export async function train(wanted: string, options: TrainOptions): Promise<void> {
  const session = openSession({ quiet: options.json });
  const network = networkIds.find((id) => id === wanted);
  if (network === undefined) throw new BadInput(`There is no network "${wanted}"; known are ${networkIds.join(", ")}.`);
  const dataset = datasetFrom(options);
  const name = options.name ?? `${network}-${dataset.name}`;
  session.artifacts.checkName(name);
  const { epochs, batchSize, learningRate, seed, width } = options;
  const result = await withTraining(session, async (training, signal) => {
    const task = session.progress.begin(`training ${network} on ${dataset.name}`, 1);
    const done = await training.run<TrainResult>(
      { kind: "train", network, dataset, epochs, batchSize, learningRate, seed, ...(width !== undefined && { width }) },
      (progress) => task.update(progress.done, progress.note),
      signal,
    );
    task.end();
    return done;
  });
  await session.artifacts.nameModel(name, result.hash);
  const where = session.artifacts.modelDirectory(result.hash);
  if (options.json) return printJson({ name, ...result, path: where });
  print(
    `${name}: ${percent(result.card.testAccuracy)} on test data after ${epochs} epochs, ${seconds(result.seconds)}.`,
  );
  print(describeModel(result, where));
}

/** `automc model show`: what a stored model is; with `--measure`, measured again from its files. */
export async function show(reference: string, options: { measure: boolean; json: boolean }): Promise<void> {
  const session = openSession({ quiet: options.json });
  const model = await readModel(session.artifacts, await session.artifacts.resolveModel(reference));
  const path = session.artifacts.modelDirectory(model.hash);
  const measured = options.measure
    ? await withTraining(session, (training, signal) =>
        training.run<MeasureResult>({ kind: "measure", model: model.hash }, () => {}, signal),
      )
    : undefined;
  if (options.json) return printJson({ ...model, path, ...(measured && { measured }) });
  print(describeModel(model, path));
  if (!measured) return;
  print(
    `Measured again: ${measured.parameters} parameters, ${percent(measured.testAccuracy)} on test data, ` +
      `${percent(measured.validationAccuracy)} on validation data.`,
  );
}

/** `automc model name`: gives a stored model a name. */
export async function name(reference: string, name: string, { json }: { json: boolean }): Promise<void> {
  const { artifacts } = openSession();
  artifacts.checkName(name);
  const { hash, card } = await readModel(artifacts, await artifacts.resolveModel(reference));
  await artifacts.nameModel(name, hash);
  if (json) return printJson({ name, hash });
  print(`${name} is the model ${hash.slice(0, 12)}: ${card.network}, ${card.parameters} parameters.`);
}

/** `automc model ls`. */
export async function list({ json }: { json: boolean }): Promise<void> {
  const { artifacts } = openSession();
  const models = await Promise.all(
    (await artifacts.names()).map(async ({ name, hash }) => ({ name, ...(await readModel(artifacts, hash)) })),
  );
  if (json) return printJson(models.map((model) => ({ ...model, path: join(artifacts.modelDirectory(model.hash)) })));
  const rows = models.map(({ name, hash, card }) => [
    name,
    card.network,
    card.dataset.name,
    card.parameters,
    percent(card.testAccuracy),
    card.scheme.join(" -> ") || "as trained",
    hash.slice(0, 12),
  ]);
  const head = ["name", "network", "data", "parameters", "test accuracy", "scheme", "hash"];
  print(table(head, rows, "no model has a name yet; train one: automc model train resnet8"));
}
