import { median, quantile } from "d3-array";

/**
 * The weights of several models by how often each ranks the measured best: the share of draws in
 * which it has the least loss.
 *
 * A model whose median loss is above the 95th percentile of our own's gets none, so that many poor
 * models do not dilute a good one. Equals share a draw.
 * Source: Feurer, Letham, Hutter and Bakshy, "Practical Transfer Learning for Bayesian
 * Optimization" (RGPE), 2018, sections 4 and 4.2.
 *
 * @param losses of each model, in each draw: pairs of measured steps that it ranks wrongly; our own
 *   model's last `[models][draws]`
 * @returns a weight of each model, in sum 1 `[models]`
 */
export function rankingWeights(losses: readonly ArrayLike<number>[]): Float64Array {
  const own = losses.at(-1)!;
  const most = quantile(Array.from(own), 0.95)!;
  const counts = losses.map((of, model) => model === losses.length - 1 || median(Array.from(of))! <= most);
  const weights = new Float64Array(losses.length);
  for (let draw = 0; draw < own.length; draw++) {
    let least = Infinity;
    let best: number[] = [];
    for (let model = 0; model < losses.length; model++) {
      if (!counts[model]) continue;
      const loss = losses[model]![draw]!;
      if (loss > least) continue;
      if (loss < least) best = [];
      least = loss;
      best.push(model);
    }
    for (const model of best) weights[model]! += 1 / best.length;
  }
  return weights.map((share) => share / own.length);
}

/**
 * How many pairs of values a prediction of them ranks wrongly.
 *
 * @param predicted `[n]`
 * @param values `[n]`
 */
export function misranked(predicted: ArrayLike<number>, values: ArrayLike<number>): number {
  let wrong = 0;
  for (let i = 0; i < values.length; i++) {
    for (let j = 0; j < i; j++) if (predicted[i]! < predicted[j]! !== values[i]! < values[j]!) wrong++;
  }
  return wrong;
}
