import { setImmediate } from "node:timers/promises";
import type { Dataset } from "../../datasets/index.ts";
import { CompressError } from "../errors.ts";
import type { tf } from "../tensorflow.ts";
import { batchCount, batches } from "./batches.ts";
import { eagerEngine } from "./eager.ts";
import { type Engine, withEngine } from "./engine.ts";
import { fittingSplit, requireFiniteWeights } from "./fit.ts";
import { graphEngine } from "./graph.ts";
import { type Loss, teacherOf } from "./loss.ts";
import { checkPlan, type TrainOptions, type TrainPlan, type TrainResult } from "./plan.ts";
import { refuseUnseededLayers } from "./rewrite.ts";
import { learningRateAt } from "./schedule.ts";
import { weightsOf } from "./weights.ts";

/**
 * Trains a classifier in place on a data set's training split: softmax cross-entropy, SGD with
 * momentum (see `trainStep`).
 *
 * Every image is used once per epoch; the last batch is filled up with images of the same epoch,
 * augmented again. The same model, data, plan and `random` make the same weights, bit for bit.
 * Between two steps other work of the process gets its turn.
 *
 * @throws CompressError `bad_params`, `bad_model`, `bad_data` or `unsupported_layer` before
 *   anything changed; `aborted`, `training_diverged` or `out_of_memory` on the way, and then the
 *   model's weights are those of some earlier step.
 */
export async function trainModel(
  model: tf.LayersModel,
  data: Dataset,
  plan: TrainPlan,
  options: TrainOptions,
): Promise<TrainResult> {
  const checked = checkPlan(plan);
  const split = fittingSplit(model, data, "train");
  refuseUnseededLayers(model);
  if (!weightsOf(model).some(({ trainable }) => trainable)) {
    throw new CompressError("bad_model", "The model has no trainable weights.");
  }
  const started = performance.now();
  const structure = {
    nesterov: checked.nesterov,
    sparse: (checked.batchNormScaleL1 ?? 0) > 0,
    ...(options.masks && { masked: true }),
    ...(options.loss && { loss: checkedLoss(model, options.loss) }),
  };
  const { size } = batchCount(split, checked.batchSize);
  const open = () =>
    options.engine === "eager" ? eagerEngine(model, structure) : graphEngine(model, structure, { train: size });
  const result = await withEngine(open, (engine) => runEpochs(engine, model, data, checked, options));
  requireFiniteWeights(model);
  return { ...result, seconds: (performance.now() - started) / 1000 };
}

async function runEpochs(
  engine: Engine,
  model: tf.LayersModel,
  data: Dataset,
  plan: TrainPlan,
  { random, report, afterEpoch, watch, masks, signal }: TrainOptions,
): Promise<Omit<TrainResult, "seconds">> {
  const { epochs, batchSize, augment, batchNormScaleL1 = 0 } = plan;
  const steps = epochs * batchCount(data.splits.train, batchSize).batches;
  const rates = Array.from({ length: epochs }, (_, i) => learningRateAt(plan, ((i + 1) * steps) / epochs, steps));
  let step = 0;
  let seen = { loss: 0, correct: 0, images: 0 };
  const mean = () => ({ loss: seen.loss / seen.images, accuracy: seen.correct / seen.images });
  for (let epoch = 1; epoch <= epochs; epoch++) {
    if (masks) engine.mask(masks(epoch - 1));
    seen = { loss: 0, correct: 0, images: 0 };
    for (const batch of batches(data.splits.train, data, { batchSize, random, augment })) {
      refuseWhenAborted(signal, step, steps);
      const learningRate = learningRateAt(plan, step, steps);
      step++;
      const settings = { ...plan, learningRate, batchNormScaleL1, seed: drawSeed(random) };
      const { loss, correct } = engine.train(batch, settings);
      if (!Number.isFinite(loss)) throw diverged(step, steps, learningRate);
      seen.loss += loss * batch.size;
      seen.correct += correct;
      seen.images += batch.size;
      report?.({ epoch, epochs, step, steps, ...mean() });
      await setImmediate(); // a step blocks the event loop: signals and timers get their turn here
    }
    if (afterEpoch || watch || epoch === epochs) engine.pull();
    if (afterEpoch) {
      await afterEpoch(model, epoch);
      engine.push();
    }
    if (watch && epoch < epochs) await watch(model, { epoch, epochs, rates });
  }
  return { ...mean(), steps };
}

/** @throws CompressError `bad_model` for a teacher that does not fit. */
function checkedLoss(model: tf.LayersModel, loss: Loss): Loss {
  const teacher = teacherOf(loss);
  if (teacher === model) throw new CompressError("bad_model", "A model cannot be its own teacher; pass a copy.");
  const shape = (of: tf.LayersModel) => `${of.inputs[0]!.shape.join("x")} to ${of.outputs[0]!.shape.join("x")}`;
  if (teacher && shape(teacher) !== shape(model))
    throw new CompressError("bad_model", `The teacher maps ${shape(teacher)}, the model ${shape(model)}.`);
  return loss;
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
