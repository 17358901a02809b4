import { namedWeights } from "../../model/named-weights.ts";
import { tf } from "../../tensorflow.ts";
import type { Weight } from "../../training/weights.ts";
import { type Group, makersOf } from "../dependency-graph.ts";
import { type Score, sumPerChannel } from "./per-channel.ts";
import { addTo, overTrainingBatches } from "./training-batches.ts";

/**
 * How far a weight is moved, as a share of the root mean square of its tensor: far enough for
 * 32-bit gradients to differ.
 */
const stride = 0.01;

/**
 * How much the loss rises, to second order, when a channel's filter goes, by the mean curvature
 * along its weights:
 *
 *   score = tr(H_p) / 2p · ‖w_p‖²,   with w_p the p weights of all filters that make the channel, H_p their block of the Hessian
 *
 * The trace is Hutchinson's estimate, E[vᵀHv] for random signs v; the Hessian is never formed: Hv
 * is the difference of two gradients. L is the mean cross-entropy of a batch in training mode.
 * Unitless in the scale of a filter, so layers can be compared.
 * Source: Yu et al., "Hessian-Aware Pruning and Optimal Neural Implant", WACV 2022,
 * arXiv:2101.08940, section 3.
 * Differs: products by central differences in place of double backpropagation, a new batch for each
 * probe.
 *
 * @throws CompressError `bad_params` without data, `bad_model` or `bad_data` where data and model
 *   do not fit.
 */
export const hessianTrace: Score = (input) => {
  const { model, graph, random } = input;
  const names = new Map(namedWeights(model).map(({ name, variable }) => [variable, name]));
  const nameOf = ({ variable }: Weight) => names.get(variable)!;
  const makers = new Set(graph.groups.flatMap((group) => makersOf(group).map(({ weight }) => weight)));
  const values = new Map<string, tf.Tensor>();
  const totals = new Map<string, Float64Array>();
  const seen = overTrainingBatches("hessianTrace", input, (gradients, weights) => {
    const probed = weights.filter((weight) => weight.trainable && makers.has(nameOf(weight)));
    for (const weight of probed) values.set(nameOf(weight), weight.value as tf.Tensor);
    const curvatures = probe(probed, signsFor(probed, random), gradients, nameOf);
    for (const group of graph.groups) addTraces(totals, group, curvatures);
  });
  return new Map(
    graph.groups.flatMap((group): [string, Float64Array][] => {
      const total = totals.get(group.id);
      if (total === undefined) return [];
      const members = makersOf(group);
      const lengths = sumPerChannel(group, members, (weight) => tf.square(values.get(weight)!));
      const counts = sumPerChannel(group, members, (weight) => tf.onesLike(values.get(weight)!));
      return [[group.id, total.map((trace, channel) => (trace / seen / (2 * counts[channel]!)) * lengths[channel]!)]];
    }),
  );
};

/** A random sign for each number of each weight. */
function signsFor(weights: readonly Weight[], random: () => number): Map<Weight, tf.Tensor> {
  return new Map(
    weights.map((weight) => {
      const { shape, size } = weight.value;
      return [
        weight,
        tf.tensor(
          Float32Array.from({ length: size }, () => (random() < 0.5 ? -1 : 1)),
          shape,
        ),
      ];
    }),
  );
}

/**
 * v ⊙ Hv for each weight, by name, from the gradients on both sides of where the weights are; they
 * are put back there. Each tensor moves by a share of its own size, as weights of different layers
 * differ by orders of magnitude.
 */
function probe(
  weights: readonly Weight[],
  signs: ReadonlyMap<Weight, tf.Tensor>,
  gradients: () => ReadonlyMap<Weight, tf.Tensor>,
  nameOf: (weight: Weight) => string,
): Map<string, tf.Tensor> {
  const before = new Map(weights.map((weight) => [weight, (weight.value as tf.Tensor).clone()]));
  const steps = new Map(
    weights.map((weight) => [weight, tf.add(tf.mul(tf.sqrt(tf.mean(tf.square(weight.value))), stride), 1e-12)]),
  );
  const at = (side: 1 | -1) => {
    for (const weight of weights)
      weight.value.assign(tf.add(before.get(weight)!, tf.mul(signs.get(weight)!, tf.mul(steps.get(weight)!, side))));
    return gradients();
  };
  try {
    const [ahead, behind] = [at(1), at(-1)];
    return new Map(
      weights.flatMap((weight): [string, tf.Tensor][] => {
        const [a, b] = [ahead.get(weight), behind.get(weight)];
        if (a === undefined || b === undefined) return [];
        const product = tf.div(tf.sub(a, b), tf.mul(steps.get(weight)!, 2));
        return [[nameOf(weight), tf.mul(product, signs.get(weight)!)]];
      }),
    );
  } finally {
    for (const weight of weights) weight.value.assign(before.get(weight)!);
  }
}

/** Only groups all of whose filters were probed. */
function addTraces(totals: Map<string, Float64Array>, group: Group, curvatures: ReadonlyMap<string, tf.Tensor>): void {
  const members = makersOf(group);
  if (!members.every(({ weight }) => curvatures.has(weight))) return;
  addTo(
    totals,
    group.id,
    sumPerChannel(group, members, (weight) => curvatures.get(weight)!.clone()),
  );
}
