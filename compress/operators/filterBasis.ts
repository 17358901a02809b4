import { z } from "zod";
import { countCost } from "../cost/count.ts";
import { filterBasisOf, keptEnergy } from "../decompose/filter-basis.ts";
import { noteMissedTarget, parametersToLeave, type Sizes, sizesWithin } from "../decompose/target.ts";
import { pointwise, type SpatialConvolution, spatialConvolutions } from "../model/convolutions.ts";
import { type Chain, replaceLayers } from "../model/replace-layers.ts";
import { defineOperator, wholeEpochs } from "../operator.ts";
import { keptLayers } from "../prune/dependency-graph.ts";
import { freshCopy } from "../prune/student.ts";
import { copyModel } from "../prune/surgery.ts";
import type { WidthLimits } from "../prune/width-limits.ts";
import { tf } from "../tensorflow.ts";
import { trainModel } from "../training/train.ts";

/** How many groups of input channels may share a basis. */
const groupings = [1, 2, 4, 8];
/**
 * A grouped basis needs two reshapes and a 3-D convolution: it must keep so much more of the
 * kernel's energy to be worth them.
 */
const worthGrouping = 0.01;
/** Layers that read fewer channels, such as the first, stay whole. */
const fewestChannels = 8;
/** From random weights the rate is that of a first training, five times that of a tuning. */
const freshRate = 5;

/**
 * Replaces each k x k convolution by a small basis of filters, shared by groups of its input
 * channels, and a 1x1 convolution that mixes the maps; then trains with an auxiliary loss beside
 * the cross-entropy.
 *
 * Source: Li et al., "Learning Filter Basis for Convolutional Neural Network Compression", ICCV
 * 2019, arXiv:1908.08932; the auxiliary losses are HP15 and HP16 of AutoMC's Table 1, as its
 * authors leave them to the implementer.
 * Differs: starts from the truncated SVD of the trained kernels unless `start` is "scratch"; each
 * layer has its own basis, and takes the grouping (1, 2, 4 or 8) that keeps most of its kernel at
 * the same size.
 */
export const filterBasis = defineOperator({
  id: "filterBasis",
  params: z.strictObject({
    remove: z.number().min(0).max(1), //                              fraction of the original's parameters
    epochs: z.number().min(0).max(10), //                             x E0, rounded to whole epochs, at least one
    auxiliaryLoss: z.enum(["nll", "ce", "mse"]).default("mse"), //    see `Loss`
    auxiliaryFactor: z.number().min(0).max(100).default(1),
    start: z.enum(["svd", "scratch"]).default("svd"),
    learningRate: z.number().positive().max(10).optional(),
  }),
  async apply(model, { remove, epochs, auxiliaryLoss, auxiliaryFactor, start, learningRate }, context) {
    const { now, leave } = parametersToLeave(model, remove, context);
    const split =
      now <= leave ? await copyModel(model) : await replaceLayers(model, basesFor(model, now, leave, context.widths));
    const scratch = start === "scratch";
    const student = scratch ? await freshCopy(split, context.random) : split;
    if (scratch) split.dispose();
    try {
      noteMissedTarget("filterBasis", countCost(student).parameters, leave, context);
      const plan = {
        ...context.plan,
        epochs: wholeEpochs(epochs, context.original),
        learningRate: learningRate ?? (scratch ? freshRate : 1) * context.plan.learningRate,
      };
      const loss = {
        kind: "auxiliary" as const,
        term: auxiliaryLoss,
        factor: auxiliaryFactor,
        teacher: context.teacher ?? model,
      };
      await trainModel(student, context.data, plan, { ...context, loss });
      return student;
    } catch (error) {
      student.dispose();
      throw error;
    }
  },
});

interface Candidate {
  layer: SpatialConvolution;
  /** For each grouping that divides the channels, the energy kept by the best n filters. */
  kept: Map<number, Float64Array>;
}

function basesFor(
  model: tf.LayersModel,
  now: number,
  leave: number,
  { keep, roundTo = 1 }: WidthLimits = {},
): Map<string, Chain> {
  const stay = keptLayers(model, keep);
  const candidates = spatialConvolutions(model)
    .filter(({ name, cin }) => cin >= fewestChannels && !stay.has(name))
    .map((layer): Candidate => {
      const kernel = layer.kernel.read() as tf.Tensor4D;
      const kept = new Map<number, Float64Array>();
      for (const groups of groupings) {
        if (layer.cin % groups > 0 || (groups > 1 && !(layer.oneSize && layer.cin / groups >= 4))) continue;
        tf.engine().startScope();
        kept.set(groups, keptEnergy(kernel, groups));
        tf.engine().endScope();
      }
      return { layer, kept };
    });
  const whole = candidates.reduce((sum, { layer }) => sum + layer.taps * layer.cin * layer.cout, 0);
  const budget = leave - (now - whole);
  const plain = sizesWithin(
    candidates.map(({ layer }) => basisSizes(layer, 1, roundTo)),
    budget,
  );
  const grouped = candidates.map((candidate, i) =>
    bestGrouping(candidate, plain[i] && filtersAt(candidate.layer, 1, roundTo, plain[i])),
  );
  const sizes = sizesWithin(
    candidates.map(({ layer }, i) => basisSizes(layer, grouped[i]!, roundTo)),
    budget,
  );
  return new Map(
    candidates.flatMap(({ layer }, i): [string, Chain][] => {
      const [size, groups] = [sizes[i], grouped[i]!];
      if (size === undefined) return [];
      const filters = filtersAt(layer, groups, roundTo, size);
      return [[layer.name, groups === 1 ? plainBasis(layer, filters) : groupedBasis(layer, groups, filters)]];
    }),
  );
}

/** What one basis filter costs, with the weights that mix its maps. */
const filterCost = ({ taps, cin, cout }: SpatialConvolution, groups: number) => (taps * cin) / groups + groups * cout;

const mostFilters = ({ taps, cin, cout }: SpatialConvolution, groups: number) =>
  Math.min((taps * cin) / groups, cout * groups);

/** The filters of a basis of a size: a multiple of `roundTo`, or the most that it can have. */
function filtersAt(layer: SpatialConvolution, groups: number, roundTo: number, size: number): number {
  return Math.min(size * roundTo, mostFilters(layer, groups));
}

function basisSizes(layer: SpatialConvolution, groups: number, roundTo: number): Sizes {
  const { taps, cin, cout } = layer;
  return {
    whole: taps * cin * cout,
    least: 1,
    most: Math.ceil(mostFilters(layer, groups) / roundTo),
    cost: (size) => filtersAt(layer, groups, roundTo, size) * filterCost(layer, groups),
  };
}

/**
 * The grouping that keeps most of a kernel at the price of `size` filters of the plain basis; the
 * plain one if that is near.
 */
function bestGrouping({ layer, kept }: Candidate, size: number | undefined): number {
  if (size === undefined) return 1;
  const energy = (groups: number) => {
    const sums = kept.get(groups)!;
    const filters = Math.floor((size * filterCost(layer, 1)) / filterCost(layer, groups));
    return sums[Math.min(filters, sums.length - 1)]! / sums.at(-1)!;
  };
  return [...kept.keys()].reduce((a, b) => (energy(b) > energy(a) + worthGrouping ? b : a));
}

function plainBasis(layer: SpatialConvolution, n: number): Chain {
  const { name, config } = layer;
  const basis = { ...config, name: `${name}-basis`, filters: n, use_bias: false, activation: "linear" };
  return {
    layers: [
      { class_name: "Conv2D", config: basis },
      { class_name: "Conv2D", config: mixing(layer) },
    ],
    weights: weightsFor(layer, 1, n, (shape) => shape),
  };
}

/**
 * The groups are on an axis of their own, over which a kernel of depth one slides: the same basis
 * for each.
 */
function groupedBasis(layer: SpatialConvolution, groups: number, n: number): Chain {
  const { name, config, cin } = layer;
  const [kernel, strides, dilation] = (["kernel_size", "strides", "dilation_rate"] as const).map((key) => [
    ...(config[key] as number[]),
    1,
  ]);
  const basis = {
    ...config,
    name: `${name}-basis`,
    filters: n,
    kernel_size: kernel,
    strides,
    dilation_rate: dilation,
    use_bias: false,
    activation: "linear",
  };
  const { inputSize, outputSize } = layer;
  return {
    layers: [
      { class_name: "Reshape", config: { name: `${name}-groups`, target_shape: [...inputSize, groups, cin / groups] } },
      { class_name: "Conv3D", config: basis },
      { class_name: "Reshape", config: { name: `${name}-maps`, target_shape: [...outputSize, groups * n] } },
      { class_name: "Conv2D", config: mixing(layer) },
    ],
    weights: weightsFor(layer, groups, n, ([height, width, ...rest]) => [height!, width!, 1, ...rest]),
  };
}

function mixing({ name, config, cout }: SpatialConvolution) {
  const { use_bias, activation } = config;
  return { ...pointwise(config, `${name}-mix`, cout), use_bias, activation };
}

function weightsFor(
  { name, kernel, bias }: SpatialConvolution,
  groups: number,
  n: number,
  shaped: (s: number[]) => number[],
) {
  const { basis, mix } = tf.tidy(() => filterBasisOf(kernel.read() as tf.Tensor4D, groups, n));
  const weights = [
    { name: `${name}-basis/kernel`, shape: shaped(basis.shape), values: basis.dataSync<"float32">() },
    { name: `${name}-mix/kernel`, shape: mix.shape as number[], values: mix.dataSync<"float32">() },
  ];
  tf.dispose([basis, mix]);
  if (!bias) return weights;
  return [
    ...weights,
    { name: `${name}-mix/bias`, shape: bias.shape as number[], values: bias.read().dataSync<"float32">() },
  ];
}
