import { ids } from "../../../graph/index.ts";
import { readModel } from "../../artifacts/model.ts";
import { openSession, print, printJson, withTraining } from "../../cli/session.ts";
import { table } from "../../cli/terminal.ts";
import { BadInput } from "../../errors.ts";
import { percent } from "../../format.ts";
import { evaluateScheme } from "../../study/evaluate.ts";
import { type MethodRun, methodLines } from "../compare-methods.ts";
import type { TimeInferenceJob } from "../jobs.ts";
import { contenders, softTuningEpochs } from "../method-settings.ts";
import type { TimedInference } from "../time-inference.ts";

interface MethodsOptions {
  rates: string;
  epochs: number;
  seeds: string;
  json: boolean;
}

/**
 * `automc bench methods`: every method on one trained model, with the same epochs of fine-tuning,
 * against filters removed at random.
 *
 * Runs are stored like those of a study, so an interrupted benchmark continues where it stopped.
 */
export async function benchMethods(reference: string, options: MethodsOptions): Promise<void> {
  const rates = numbers(options.rates, "--rates", (rate) => rate > 0 && rate < 0.9, "fractions above 0 and below 0.9");
  const seeds = numbers(
    options.seeds,
    "--seeds",
    (seed) => Number.isInteger(seed) && seed >= 0,
    "whole numbers from 0",
  );
  const session = openSession({ quiet: options.json });
  const { artifacts } = session;
  const { hash: model, card } = await readModel(artifacts, await artifacts.resolveModel(reference));
  const { pretrainEpochs, parameters, flops, network, dataset } = card;
  const { epochs } = options;
  if (epochs < softTuningEpochs(pretrainEpochs))
    throw new BadInput(
      `--epochs ${epochs} is less than the ${softTuningEpochs(pretrainEpochs)} that SFP is always tuned for after ${pretrainEpochs} epochs of pre-training.`,
    );
  const perRate = await Promise.all(
    rates.map(async (rate) =>
      (await contenders({ rate, epochs, pretrainEpochs })).map((contender) => ({ rate, contender })),
    ),
  );
  const planned = seeds.flatMap((seed) => perRate.flat().map((entry) => ({ ...entry, seed })));
  const { runs, latency, versions } = await withTraining(session, async (training, signal) => {
    const task = session.progress.begin(`comparing methods on ${reference}`, planned.length);
    const runs: MethodRun[] = [];
    for (const { rate, contender, seed } of planned) {
      const [outcome] = await evaluateScheme(
        {
          artifacts,
          training,
          model,
          steps: () => contender.steps,
          seed,
          onProgress: ({ done, stage, note }) =>
            task.update(runs.length + done, `${contender.method} at ${rate}, seed ${seed}: ${stage}, ${note}`),
          signal,
        },
        [ids.strategy.parse(contender.id)],
      );
      runs.push({ rate, contender, seed, outcome: outcome! });
    }
    task.end();
    const hashes = [...new Set([model, ...runs.map(({ outcome }) => outcome.hash)])];
    const job = { kind: "timeInference" as const, models: hashes };
    const timed = await training.run<TimedInference, TimeInferenceJob>(job, () => {}, signal);
    return { runs, latency: new Map(Object.entries(timed.latencyMs)), versions: timed.versions };
  });
  const lines = methodLines(runs, { parameters, flops }, latency);
  const original = {
    model,
    network,
    dataset,
    pretrainEpochs,
    parameters,
    flops,
    testAccuracy: card.testAccuracy,
    latencyMs: latency.get(model),
  };
  if (options.json) return printJson({ name: "methods", original, epochs, rates, seeds, versions, lines, runs });
  print(
    `methods on ${network}, ${dataset.name}: ${percent(card.testAccuracy)} on test data before, ${parameters} parameters, ` +
      `${latency.get(model)!.toFixed(2)} ms an image; ${epochs} epochs of fine-tuning each, seeds ${seeds.join(", ")}`,
  );
  print(
    table(
      ["rate", "method", "epochs in all", "PR", "FR", "ms an image", "accuracy (test)", "± error", "above random"],
      lines.map((line) => [
        line.rate,
        line.method,
        line.epochs,
        percent(line.pr),
        percent(line.fr),
        line.latencyMs.toFixed(2),
        percent(line.testAccuracy),
        line.standardError === null ? null : percent(line.standardError),
        line.aboveRandom === null ? null : percent(line.aboveRandom, true),
      ]),
    ),
  );
  for (const { rate, method, notes } of lines) for (const note of notes) print(`Note on ${method} at ${rate}: ${note}`);
  print(`TensorFlow.js ${versions.tfjs}, TensorFlow ${versions.tensorflow}.`);
}

function numbers(text: string, option: string, isFine: (value: number) => boolean, what: string): number[] {
  const values = text.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  if (!values.every(isFine)) throw new BadInput(`${option} takes ${what} with commas between, not "${text}".`);
  return [...new Set(values)];
}
