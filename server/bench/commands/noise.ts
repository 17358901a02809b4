import { ids } from "../../../graph/index.ts";
import { readModel } from "../../artifacts/model.ts";
import { openSession, print, printJson, withTraining } from "../../cli/session.ts";
import { table } from "../../cli/terminal.ts";
import { BadInput } from "../../errors.ts";
import { type RandomSource, randomness } from "../../randomness.ts";
import { evaluateScheme } from "../../study/evaluate.ts";
import { accuracyNoise } from "../accuracy-noise.ts";
import type { HeldOutHits } from "../held-out-hits.ts";
import type { HeldOutHitsJob } from "../jobs.ts";
import { contenders, softTuningEpochs } from "../method-settings.ts";

interface NoiseOptions {
  method: string;
  rate: number;
  epochs: number;
  seeds: number[];
  draws: number;
  json: boolean;
}

/**
 * `automc bench noise`: one step on one trained model, repeated under several seeds, each result
 * measured on several draws of as many held-out images as the validation split has: how far two
 * accuracies may be apart by chance.
 *
 * A draw is taken from all held-out images, of validation and of test data, with repetition, as
 * they stand for all images there could be; it is the same for every seed. Runs are stored like
 * those of a study, so an interrupted benchmark continues where it stopped.
 */
export async function benchNoise(reference: string, options: NoiseOptions): Promise<void> {
  const { method, rate, epochs, draws } = options;
  const seeds = [...new Set(options.seeds)];
  if (seeds.length < 2) throw new BadInput("--seeds takes two seeds or more: one alone shows no spread.");
  const session = openSession({ quiet: options.json });
  const { artifacts } = session;
  const { hash: model, card } = await readModel(artifacts, await artifacts.resolveModel(reference));
  const { pretrainEpochs, network, dataset } = card;
  if (method === "SFP" && epochs < softTuningEpochs(pretrainEpochs))
    throw new BadInput(
      `--epochs ${epochs} is less than the ${softTuningEpochs(pretrainEpochs)} that SFP is always tuned for after ${pretrainEpochs} epochs of pre-training.`,
    );
  const known = await contenders({ rate, epochs, pretrainEpochs });
  const step = known.find((contender) => contender.method === method);
  if (!step)
    throw new BadInput(`There is no method "${method}"; there are ${known.map((each) => each.method).join(", ")}.`);
  const { hits, validation, versions } = await withTraining(session, async (training, signal) => {
    const task = session.progress.begin(`repeating ${step.id} on ${reference}`, seeds.length);
    const hashes: string[] = [];
    for (const seed of seeds) {
      const [outcome] = await evaluateScheme(
        {
          artifacts,
          training,
          model,
          steps: () => step.steps,
          seed,
          onProgress: ({ done, stage, note }) => task.update(hashes.length + done, `seed ${seed}: ${stage}, ${note}`),
          signal,
        },
        [ids.strategy.parse(step.id)],
      );
      hashes.push(outcome!.hash);
    }
    task.end();
    const job = { kind: "heldOutHits" as const, models: hashes };
    return training.run<HeldOutHits, HeldOutHitsJob>(job, () => {}, signal);
  });
  const heldOut = hits[0]!.length;
  const drawn = drawsOf(draws, validation, heldOut, randomness(seeds[0]!)("noise", step.id));
  const accuracies = hits.map((hit) => drawn.map((images) => share(images.map((image) => hit[image]!))));
  const noise = accuracyNoise(accuracies);
  const binomial = Math.sqrt((noise.mean * (1 - noise.mean)) / validation);
  const sizes = { seeds, draws, imagesPerDraw: validation, heldOut, trainingEpochs: step.epochs };
  if (options.json)
    return printJson({
      name: "noise",
      original: { model, network, dataset, testAccuracy: card.testAccuracy },
      step: step.id,
      ...sizes,
      noise,
      binomial,
      accuracies,
      versions,
    });
  print(
    `${step.id} on ${network}, ${dataset.name}: seeds ${seeds.join(", ")}; ${draws} draws of ${validation} images each, from ${heldOut} held-out ones`,
  );
  print(
    table(
      ["accuracy", "value"],
      [
        ["mean", fine(noise.mean)],
        ["standard deviation by seed (same images)", fine(noise.bySeed)],
        ["standard deviation by draw (same model)", fine(noise.byDraw)],
        ["standard deviation of the rest", fine(noise.rest)],
        ["standard deviation of one measurement", fine(noise.once)],
        ["by counting alone, √(p(1 - p)/n)", fine(binomial)],
        [`standard error of a mean over ${seeds.length} seeds on one draw`, fine(noise.standardError)],
      ],
    ),
  );
  print(
    `Two schemes that are each run once and measured on the same images differ beyond chance from ${fine(noise.apart)} on (two standard errors).`,
  );
  print(`TensorFlow.js ${versions.tfjs}, TensorFlow ${versions.tensorflow}.`);
}

/** So many times `count` of the positions below `all`, with repetition. */
function drawsOf(times: number, count: number, all: number, random: RandomSource): number[][] {
  return Array.from({ length: times }, () => Array.from({ length: count }, () => Math.floor(random() * all)));
}

function share(right: readonly number[]): number {
  return right.reduce((sum, hit) => sum + hit, 0) / right.length;
}

/** A fraction in percent, with the digits that noise is seen in. */
function fine(fraction: number): string {
  return `${(100 * fraction).toFixed(2)} %`;
}
