import { setImmediate } from "node:timers/promises";
import type { Dataset } from "../../datasets/index.ts";
import { CompressError } from "../errors.ts";
import type { tf } from "../tensorflow.ts";
import { batchCount, batches } from "./batches.ts";
import { eagerEngine } from "./eager.ts";
import { fittingSplit, requireFiniteWeights } from "./fit.ts";
import { graphEngine } from "./graph.ts";
import { checkPlan, type TrainOptions, type TrainPlan, type TrainResult } from "./plan.ts";
import { refuseUnseededLayers } from "./rewrite.ts";
import { learningRateAt } from "./schedule.ts";
import { weightsOf } from "./weights.ts";

/**
 * Trains a classifier in place on a data set's training split: softmax cross-entropy, SGD with momentum (see `trainStep`).
 *
 * Every image is used once per epoch; the last batch is filled up with images of the same epoch, augmented anew. The same
 * model, data, plan and `random` give the same weights, bit for bit. Between two steps other work of the process gets its turn.
 *
 * @throws CompressError `bad_params`, `bad_model`, `bad_data` or `unsupported_layer` before anything changed; `aborted`,
 *   `training_diverged` or `out_of_memory` on the way, and then the model's weights are those of some earlier step.
 */
export async function trainModel(
  model: tf.LayersModel,
  data: Dataset,
  plan: TrainPlan,
  options: TrainOptions,
): Promise<TrainResult> {
  const { epochs, batchSize, nesterov, batchNormScaleL1 = 0 } = checkPlan(plan);
  const split = fittingSplit(model, data, "train");
  refuseUnseededLayers(model);
  if (!weightsOf(model).some(({ trainable }) => trainable)) {
    throw new CompressError("bad_model", "The model has no trainable weights.");
  }
  const started = performance.now();
  const { batches: perEpoch, size } = batchCount(split, batchSize);
  const steps = epochs * perEpoch;
  const structure = { nesterov, sparse: batchNormScaleL1 > 0 };
  const engine =
    options.engine === "eager" ? eagerEngine(model, structure) : graphEngine(model, structure, { train: size });
  const seen = { loss: 0, correct: 0, images: 0 };
  try {
    for (let step = 0, epoch = 1; epoch <= epochs; epoch++) {
      Object.assign(seen, { loss: 0, correct: 0, images: 0 });
      for (const batch of batches(split, data, { batchSize, random: options.random, augment: plan.augment })) {
        refuseWhenAborted(options.signal, step, steps);
        const learningRate = learningRateAt(plan, step++, steps);
        const { loss, correct } = engine.train(batch, {
          ...plan,
          learningRate,
          batchNormScaleL1,
          seed: drawSeed(options.random),
        });
        if (!Number.isFinite(loss)) throw diverged(step, steps, learningRate);
        seen.loss += loss * batch.size;
        seen.correct += correct;
        seen.images += batch.size;
        options.report?.({
          epoch,
          epochs,
          step,
          steps,
          loss: seen.loss / seen.images,
          accuracy: seen.correct / seen.images,
        });
        await setImmediate();
      }
      if (options.afterEpoch) {
        engine.pull();
        await options.afterEpoch(model, epoch);
        engine.push();
      }
    }
    if (!options.afterEpoch) engine.pull();
  } finally {
    engine.dispose();
  }
  requireFiniteWeights(model);
  const seconds = (performance.now() - started) / 1000;
  return { loss: seen.loss / seen.images, accuracy: seen.correct / seen.images, steps, seconds };
}

function refuseWhenAborted(signal: AbortSignal | undefined, step: number, steps: number): void {
  if (!signal?.aborted) return;
  throw new CompressError("aborted", `The training was ended after step ${step} of ${steps}.`, {
    cause: signal.reason,
  });
}

function diverged(step: number, steps: number, rate: number): CompressError {
  return new CompressError(
    "training_diverged",
    `The loss is not finite at step ${step} of ${steps} (learning rate ${rate}): lower the learning rate.`,
  );
}

/** Two 31-bit integers. */
function drawSeed(random: () => number): [number, number] {
  const draw = () => Math.floor(random() * 2 ** 31);
  return [draw(), draw()];
}
