import { resolve } from "node:path";
import { percent } from "../../format.ts";
import type { ImportJob, ImportResult } from "../../training/jobs.ts";
import { type DataOptions, datasetFrom } from "../data-options.ts";
import { openSession, print, printJson, withTraining } from "../session.ts";
import { describeModel } from "../views/model.ts";

interface ImportOptions extends DataOptions {
  name: string;
  input: ImportJob["input"];
  epochs: number;
  batchSize: number;
  learningRate: number;
  augment?: ImportJob["augmentation"];
  settle: boolean;
  seed: number;
  json: boolean;
}

/** From so much accuracy on, what settling would bring is worth saying. */
const laggingBy = 0.01;

/**
 * `automc model import`: a model of the user's own, `model.json`, `.h5`, `.keras` or ONNX, measured and
 * stored under a name.
 */
export async function importFile(file: string, options: ImportOptions): Promise<void> {
  const session = openSession({ quiet: options.json });
  const { name, input, epochs, batchSize, learningRate, augment, settle, seed, json } = options;
  session.artifacts.checkName(name);
  const dataset = datasetFrom(options);
  const result = await withTraining(session, async (training, signal) => {
    const task = session.progress.begin(`importing ${file}`, 1);
    const settings = {
      input,
      epochs,
      batchSize,
      learningRate,
      seed,
      settle,
      ...(augment && { augmentation: augment }),
    };
    const job: ImportJob = { kind: "import", file: resolve(file), network: name, dataset, ...settings };
    const done = await training.run<ImportResult>(job, (progress) => task.update(progress.done, progress.note), signal);
    task.end();
    return done;
  });
  await session.artifacts.nameModel(name, result.hash);
  const where = session.artifacts.modelDirectory(result.hash);
  if (json) return printJson({ name, ...result, path: where });
  print(
    `${name}: ${percent(result.card.testAccuracy)} on test data ${settle ? "with its batch norms settled" : "as it is"}.`,
  );
  if (result.settledTestAccuracy > result.card.testAccuracy + laggingBy)
    print(
      `Its batch norms' statistics lag behind its weights: computed anew they give ${percent(result.settledTestAccuracy)}. Import it with --settle to begin from there.`,
    );
  const chance = 1 / result.card.classes.length;
  if (result.card.testAccuracy < 1.5 * chance)
    print(
      "That is near chance: check that --input is how the model wants its pixels, and the classes are in the data's order.",
    );
  print(describeModel(result, where));
}
