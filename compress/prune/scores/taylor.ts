import { namedWeights } from "../../model/named-weights.ts";
import { tf } from "../../tensorflow.ts";
import type { Group } from "../dependency-graph.ts";
import { type Score, sumPerChannel } from "./per-channel.ts";
import { addTo, overTrainingBatches } from "./training-batches.ts";

/**
 * How much the loss changes when a channel goes, to first order and squared, averaged over ten
 * batches of training images:
 *
 *   score = mean over batches of (Σ w · ∂L/∂w)²,   over all weights w that read the channel
 *
 * The sum is the derivative of the loss by a factor 1, a gate, on the channel where it is read. L
 * is the mean cross-entropy of the batch, in training mode. A group that no trained weight reads
 * has no such score.
 * Source: Molchanov et al., "Importance Estimation for Neural Network Pruning", CVPR 2019,
 * arXiv:1906.10771, equation 8 with gates.
 * Differs: its gates are right after the batch norm. That is the same through ReLU and pooling,
 * f(gx) = g f(x), and here needs no batch norm.
 *
 * @throws CompressError `bad_params` without data, `bad_model` or `bad_data` where data and model
 *   do not fit.
 */
export const taylor: Score = (input) => {
  const { model, graph } = input;
  const names = new Map(namedWeights(model).map(({ name, variable }) => [variable, name]));
  const totals = new Map<string, Float64Array>();
  const seen = overTrainingBatches("taylor", input, (gradients) => {
    const products = new Map<string, tf.Tensor>();
    for (const [{ variable, value }, gradient] of gradients())
      products.set(names.get(variable)!, tf.mul(value as tf.Tensor, gradient));
    for (const group of graph.groups) addSquares(totals, group, products);
  });
  return new Map([...totals].map(([id, total]) => [id, total.map((sum) => sum / seen)]));
};

function addSquares(totals: Map<string, Float64Array>, group: Group, products: ReadonlyMap<string, tf.Tensor>): void {
  const readers = group.members.filter(({ role, weight }) => role === "reads" && products.has(weight));
  if (readers.length === 0) return;
  const slopes = sumPerChannel(group, readers, (weight) => products.get(weight)!.clone());
  addTo(
    totals,
    group.id,
    slopes.map((slope) => slope ** 2),
  );
}
