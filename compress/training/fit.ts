import type { Dataset, Split } from "../../datasets/index.ts";
import { CompressError } from "../errors.ts";
import type { tf } from "../tensorflow.ts";
import { weightsOf } from "./weights.ts";

type SplitName = keyof Dataset["splits"];

/**
 * Checks that a model and a split belong together, and returns the split.
 *
 * @throws CompressError `bad_model` or `bad_data`, saying both sides.
 */
export function fittingSplit(model: tf.LayersModel, data: Dataset, name: SplitName): Split {
  const split = data.splits[name];
  if (model.inputs.length !== 1 || model.outputs.length !== 1) {
    const shape = `${model.inputs.length} inputs and ${model.outputs.length} outputs`;
    throw new CompressError("bad_model", `The model has ${shape}: a classifier has one of each.`);
  }
  const [, ...takes] = model.inputs[0]!.shape;
  const [, ...gives] = model.outputs[0]!.shape;
  if (takes.join() !== data.shape.join()) {
    throw new CompressError(
      "bad_model",
      `The model takes images of ${takes.join("x")}, ${data.name} has ${data.shape.join("x")}.`,
    );
  }
  if (gives.length !== 1 || gives[0] !== data.classes.length) {
    const classes = data.classes.length;
    throw new CompressError(
      "bad_model",
      `The model returns ${gives.join("x")} values per image, ${data.name} has ${classes} classes.`,
    );
  }
  if (split.count === 0) throw new CompressError("bad_data", `The ${name} split of ${data.name} is empty.`);
  const wrong = split.labels.findIndex((label) => label >= data.classes.length);
  if (wrong >= 0) {
    const label = split.labels[wrong]!;
    throw new CompressError(
      "bad_data",
      `Image ${wrong} of the ${name} split has label ${label}, beyond ${data.name}'s classes.`,
    );
  }
  return split;
}

/**
 * @throws CompressError `training_diverged` when a weight is not a number any more, or infinite.
 */
export function requireFiniteWeights(model: tf.LayersModel): void {
  for (const { value } of weightsOf(model)) {
    if (value.dataSync().every(Number.isFinite)) continue;
    throw new CompressError(
      "training_diverged",
      `Weight ${value.name} is not finite after the training: lower the learning rate.`,
    );
  }
}
