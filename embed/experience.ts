import { randomNormal } from "d3-random";
import { type Adam, moveRow, startAdam } from "./adam.ts";
import type { ExperienceGroup } from "./agreement.ts";
import { multiplyRows, multiplyRowsBack } from "./matrix.ts";
import type { Sums } from "./parts.ts";
import { addUp, type Frozen, moveEntities, type RowOptimiser, type SumTables } from "./sums.ts";

/**
 * NN_exp's weights: (e, task, share) → hidden → (AR, PR), in Float64Arrays, row-major.
 *
 *   hidden = relu(A e + B task + a s + b)   A [hidden, dim]  B [hidden, 7]  a [hidden]  b [hidden]
 *   output = C hidden + c + (0, share)      C [2, hidden]    c [2]
 *
 * Source: AutoMC, section 3.3.1, figure 2 (b) and Eq. 3. The paper does not name the layers; its
 * few rows support one hidden layer.
 * Differs: the share of parameters to be removed is an input of its own (s, scaled), and PR is that
 * share plus what the network adds. So results at shares that no strategy has are used too, and the
 * network need not learn from a few rows that a request for 12 % removes about 12 %.
 */
export interface ExperienceNet {
  dim: number;
  hidden: number;
  strategy: Float64Array;
  task: Float64Array;
  share: Float64Array;
  hiddenBias: Float64Array;
  output: Float64Array;
  outputBias: Float64Array;
}

/** The seven task features. */
const taskWidth = 7;

/** The weights that a step changes, by name. */
export const layerNames = ["strategy", "task", "share", "hiddenBias", "output", "outputBias"] as const;
type Layers = Record<(typeof layerNames)[number], Float64Array>;

/**
 * The gradient of a step: by the layers, and by the rows of its strategies, in their order.
 * [strategies, dim]
 */
export type ExperienceGradient = Layers & { rows: Float64Array };

/**
 * Weights of the task and of the share begin at this fraction of He et al.'s scale: a few tasks
 * cannot show which of their seven features matter, and with full weights the prediction for a task
 * unlike them is an extrapolation. Found with `validateExperience`.
 */
const caseDamping = 0.2;

/** Shares are around a half, give or take a quarter. */
const scaleShare = (share: number) => (share - 0.5) / 0.25;

/**
 * Normal weights, He et al.'s scale for relu; outputs begin near `outcome`, the mean of AR and of
 * PR - share over the experience.
 */
export function startNet(
  dim: number,
  hidden: number,
  random: () => number,
  outcome: readonly [ar: number, beyondShare: number] = [0, 0],
): ExperienceNet {
  const normal = randomNormal.source(random)(0, 1);
  const draw = (count: number, scale: number) => Float64Array.from({ length: count }, () => scale * normal());
  const caseScale = caseDamping * Math.sqrt(2 / (dim + taskWidth));
  return {
    dim,
    hidden,
    strategy: draw(hidden * dim, Math.sqrt(2 / dim)),
    task: draw(hidden * taskWidth, caseScale),
    share: draw(hidden, caseScale),
    hiddenBias: new Float64Array(hidden),
    output: draw(2 * hidden, 0.1 * Math.sqrt(2 / hidden)),
    outputBias: Float64Array.from(outcome),
  };
}

/**
 * NN_exp's prediction for one strategy vector [dim] on one scaled task [7] where `share` is to be
 * removed: (AR, PR), fractions.
 */
export function predictOutcome(
  net: ExperienceNet,
  vector: ArrayLike<number>,
  task: readonly number[],
  share: number,
): [ar: number, pr: number] {
  const { dim, hidden } = net;
  const result: [number, number] = [net.outputBias[0]!, net.outputBias[1]! + share];
  for (let k = 0; k < hidden; k++) {
    let sum = net.hiddenBias[k]! + net.share[k]! * scaleShare(share);
    for (let d = 0; d < dim; d++) sum += net.strategy[k * dim + d]! * vector[d]!;
    for (let f = 0; f < taskWidth; f++) sum += net.task[k * taskWidth + f]! * task[f]!;
    if (sum <= 0) continue;
    result[0] += net.output[k]! * sum;
    result[1] += net.output[hidden + k]! * sum;
  }
  return result;
}

/**
 * Below this distance the norm of Eq. 3 is rounded off, so that its gradient exists at 0. A tenth
 * of a percentage point.
 */
const rounding = 1e-3;

/** sqrt(x² + y² + rounding²) − rounding: the norm of an error, smooth at 0. */
function softNorm(x: number, y: number): number {
  return Math.sqrt(x * x + y * y + rounding * rounding) - rounding;
}

/**
 * Equation 3 and its gradient, for the weights and for the strategies' vectors:
 *
 *   L = 1/|E| Σ_(results i) 1/n_i Σ_(strategies s that agree with i)
 *         ‖ NN_exp(e_s, task_i, share_i) − (AR_i, PR_i) ‖
 *
 * A result that names a method without all its settings counts for every strategy that agrees with
 * it, with weight 1/n_i each: the expectation over the strategies that may be meant. (Not the
 * network of their mean vector, which is none of theirs.) That would be |E| n_i forward passes; but
 * the first layer is linear, so A e_s is computed once a strategy and B task once a group, and a
 * pair of the two costs O(hidden). Overwrites `gradient`; does not change the weights.
 *
 * Differs: the norm is rounded off below 0.001 (`softNorm`).
 *
 * @param vectors    all entities' vectors [*, dim]
 * @param strategies the entities that occur in the groups, ascending, each once
 * @returns L, a fraction
 */
export function experienceLoss(
  net: ExperienceNet,
  vectors: Float64Array,
  groups: readonly ExperienceGroup[],
  strategies: Int32Array,
  gradient: ExperienceGradient,
): number {
  const { dim, hidden } = net;
  const count = strategies.length;
  const results = groups.reduce((sum, { outcomes }) => sum + outcomes.length, 0);
  const place = new Map<number, number>();
  strategies.forEach((entity, i) => {
    place.set(entity, i);
  });
  const fromVector = new Float64Array(count * hidden); // A e
  multiplyRows(net.strategy, 0, dim, hidden, vectors, strategies, count, fromVector);
  const slopes = new Float64Array(count * hidden); // dL/d(A e)
  for (const name of layerNames) gradient[name].fill(0);

  const active = new Float64Array(hidden);
  const fromTask = new Float64Array(hidden);
  let loss = 0;
  for (const { strategies: agreeing, task, share, outcomes } of groups) {
    const s = scaleShare(share);
    for (let k = 0; k < hidden; k++) {
      let sum = net.hiddenBias[k]! + net.share[k]! * s;
      for (let f = 0; f < taskWidth; f++) sum += net.task[k * taskWidth + f]! * task[f]!;
      fromTask[k] = sum;
    }
    const taskSlope = new Float64Array(hidden);
    const weight = 1 / (results * agreeing.length);
    for (const entity of agreeing) {
      const at = place.get(entity)! * hidden;
      let [ar, pr] = [net.outputBias[0]!, net.outputBias[1]! + share];
      for (let k = 0; k < hidden; k++) {
        const value = Math.max(0, fromVector[at + k]! + fromTask[k]!);
        active[k] = value;
        ar += net.output[k]! * value;
        pr += net.output[hidden + k]! * value;
      }
      let [arSlope, prSlope] = [0, 0];
      for (const [trueAr, truePr] of outcomes) {
        const error = softNorm(ar - trueAr, pr - truePr);
        loss += weight * error;
        arSlope += (weight * (ar - trueAr)) / (error + rounding);
        prSlope += (weight * (pr - truePr)) / (error + rounding);
      }
      gradient.outputBias[0]! += arSlope;
      gradient.outputBias[1]! += prSlope;
      for (let k = 0; k < hidden; k++) {
        const value = active[k]!;
        if (value <= 0) continue;
        gradient.output[k]! += arSlope * value;
        gradient.output[hidden + k]! += prSlope * value;
        const slope = arSlope * net.output[k]! + prSlope * net.output[hidden + k]!;
        slopes[at + k]! += slope;
        taskSlope[k]! += slope;
      }
    }
    for (let k = 0; k < hidden; k++) {
      gradient.hiddenBias[k]! += taskSlope[k]!;
      gradient.share[k]! += taskSlope[k]! * s;
      for (let f = 0; f < taskWidth; f++) gradient.task[k * taskWidth + f]! += taskSlope[k]! * task[f]!;
    }
  }
  multiplyRowsBack(net.strategy, 0, dim, hidden, vectors, strategies, count, slopes, gradient.strategy, gradient.rows);
  return loss;
}

/** A buffer for a gradient over `strategies` rows. */
export function emptyGradient({ dim, hidden }: ExperienceNet, strategies: number): ExperienceGradient {
  return {
    strategy: new Float64Array(hidden * dim),
    task: new Float64Array(hidden * taskWidth),
    share: new Float64Array(hidden),
    hiddenBias: new Float64Array(hidden),
    output: new Float64Array(2 * hidden),
    outputBias: new Float64Array(2),
    rows: new Float64Array(strategies * dim),
  };
}

/**
 * Adam's memory for each layer, and for the strategies' rows and parts: their own, apart from
 * TransR's, for the slopes differ in size.
 */
export type ExperienceOptimiser = Record<(typeof layerNames)[number], Adam> & RowOptimiser;

/** Fresh memories at one rate. */
export function startExperienceOptimiser(
  net: ExperienceNet,
  { entities, parts }: { entities: number; parts: number },
  rate: number,
): ExperienceOptimiser {
  const layers = Object.fromEntries(layerNames.map((name) => [name, startAdam(1, net[name].length, rate)]));
  const memories = { rows: startAdam(entities, net.dim, rate), parts: startAdam(parts, net.dim, rate) };
  return { ...layers, ...memories } as ExperienceOptimiser;
}

/**
 * One step down Eq. 3: moves the weights, and the vectors of the strategies it is about (Algorithm
 * 1, line 7), which stay in the unit ball: rows of their own, or through the parts they are sums of.
 * Adam divides a slope by its usual size, so the weights 1/n decide how the results about one
 * strategy are mixed, and not how far it moves. Sums are added up before the step and not after it.
 *
 * @param frozen entities and parts that must not move; then the weights do not move either
 * @returns L before the step
 */
export function experienceStep(
  net: ExperienceNet,
  optimiser: ExperienceOptimiser,
  model: SumTables,
  groups: readonly ExperienceGroup[],
  strategies: Int32Array,
  gradient: ExperienceGradient,
  sums?: Sums,
  frozen?: Frozen,
): number {
  if (sums) addUp(model, sums, strategies);
  const loss = experienceLoss(net, model.entities, groups, strategies, gradient);
  if (!frozen) for (const name of layerNames) moveRow(optimiser[name], net[name], 0, gradient[name], 0);
  moveEntities(model, optimiser, strategies, strategies.length, gradient.rows, sums, frozen);
  return loss;
}
