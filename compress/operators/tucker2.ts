import { z } from "zod";
import { countCost } from "../cost/count.ts";
import {
  type LossySizes,
  noteMissedTarget,
  parametersToLeave,
  type Sizes,
  sizesLosingLeast,
  sizesWithin,
} from "../decompose/target.ts";
import { energyBeyondRanks, tucker2Of } from "../decompose/tucker.ts";
import { pointwise, type SpatialConvolution, spatialConvolutions } from "../model/convolutions.ts";
import { type Chain, replaceLayers } from "../model/replace-layers.ts";
import { defineOperator } from "../operator.ts";
import { keptLayers } from "../prune/dependency-graph.ts";
import { copyModel } from "../prune/surgery.ts";
import { tf } from "../tensorflow.ts";

/**
 * Splits each k x k convolution in three, 1x1 (cin → rin), k x k (rin → rout), 1x1 (rout → cout),
 * by a Tucker-2 decomposition of its kernel, so that a fraction of the original's parameters is
 * gone since the strategy's steps began.
 *
 * Sources: Kim et al., ICLR 2016, arXiv:1511.06530; as a part of HOS, Chatzikonstantinou et al.,
 * CVPRW 2020. Differs from the AutoMC authors' ranks, which follow one formula per layer and floor
 * it: here rin : rout is as cin : cout, and either the layers lose as little of their kernels'
 * energy as they can for the parameters ("energy"), so that some stay whole, or all keep the same
 * share of their parameters ("share"); the count is exact, and single ranks fill up what is left.
 */
export const tucker2 = defineOperator({
  id: "tucker2",
  params: z.strictObject({
    remove: z.number().min(0).max(1), //                         fraction of the original's parameters
    ranks: z.enum(["energy", "share"]).default("energy"), //     how the removal spreads over the layers
  }),
  async apply(model, { remove, ranks: spread }, context) {
    const { now, leave } = parametersToLeave(model, remove, context);
    if (now <= leave) {
      if (now < leave)
        context.note?.("tucker2: the model has fewer parameters than its target already; nothing was split.");
      return copyModel(model);
    }
    const kept = keptLayers(model, context.widths?.keep);
    const roundTo = context.widths?.roundTo ?? 1;
    const layers = spatialConvolutions(model)
      .filter(({ name }) => !kept.has(name))
      .map((layer) => ({ layer, ranks: ranksOf(layer, roundTo) }));
    const rest = now - layers.reduce((sum, { layer }) => sum + kernelSize(layer), 0);
    const sizes =
      spread === "energy"
        ? sizesLosingLeast(layers.map(ranksByEnergy), leave - rest)
        : sizesWithin(layers.map(rankSizes), leave - rest);
    const chains = layers.flatMap(({ layer, ranks }, i): [string, Chain][] => {
      const size = sizes[i];
      return size === undefined ? [] : [[layer.name, threeConvolutions(layer, ...ranks[size]!)]];
    });
    const split = await replaceLayers(model, new Map(chains));
    noteMissedTarget("tucker2", countCost(split).parameters, leave, context);
    return split;
  },
});

const kernelSize = ({ taps, cin, cout }: SpatialConvolution) => taps * cin * cout;

/** The ranks to choose from, the fewest first. */
type Ranks = [rankIn: number, rankOut: number][];
interface Splittable {
  layer: SpatialConvolution;
  ranks: Ranks;
}

/**
 * From (1, 1) to (cin, cout), one rank at a time, in the proportion of the channels; where they are
 * rounded, each is the next multiple of `roundTo`, or all channels.
 */
function ranksOf({ cin, cout }: SpatialConvolution, roundTo: number): Ranks {
  const rounded = (rank: number, most: number) => Math.min(most, Math.ceil(rank / roundTo) * roundTo);
  const all = Array.from({ length: cin + cout - 1 }, (_, i): Ranks[number] => {
    const rankIn = Math.max(1, Math.min(cin, Math.round(((i + 2) * cin) / (cin + cout))));
    const rankOut = Math.max(1, Math.min(cout, i + 2 - rankIn));
    return [rounded(rankIn, cin), rounded(rankOut, cout)];
  });
  return roundTo === 1 ? all : all.filter((ranks, i) => ranks.join() !== all[i - 1]?.join());
}

function rankSizes({ layer, ranks }: Splittable): Sizes {
  const { taps, cin, cout } = layer;
  return {
    whole: kernelSize(layer),
    least: 0,
    most: ranks.length - 1,
    cost(size) {
      const [rankIn, rankOut] = ranks[size]!;
      return cin * rankIn + taps * rankIn * rankOut + rankOut * cout;
    },
  };
}

/**
 * The same sizes with what they lose, each layer's energy being one, as batch norms make up for a
 * layer's length.
 */
function ranksByEnergy(split: Splittable): LossySizes {
  tf.engine().startScope();
  const { input, output } = energyBeyondRanks(split.layer.kernel.read() as tf.Tensor4D);
  tf.engine().endScope();
  return {
    ...rankSizes(split),
    lost(size) {
      const [rankIn, rankOut] = split.ranks[size]!;
      return input[rankIn]! + output[rankOut]!;
    },
  };
}

function threeConvolutions({ name, config, kernel, bias }: SpatialConvolution, rankIn: number, rankOut: number): Chain {
  const factors = tf.tidy(() => tucker2Of(kernel.read() as tf.Tensor4D, rankIn, rankOut));
  const { use_bias, activation } = config;
  const cout = kernel.shape[3]!;
  const layers = [
    pointwise(config, `${name}-in`, rankIn),
    { ...config, name: `${name}-core`, filters: rankOut, use_bias: false, activation: "linear" },
    { ...pointwise(config, `${name}-out`, cout), use_bias, activation },
  ];
  const kernels = [factors.input, factors.core, factors.output].map((factor, i) => ({
    name: `${layers[i]!.name}/kernel`,
    shape: factor.shape as number[],
    values: factor.dataSync<"float32">(),
  }));
  tf.dispose([factors.input, factors.core, factors.output]);
  const biases = bias
    ? [{ name: `${name}-out/bias`, shape: bias.shape as number[], values: bias.read().dataSync<"float32">() }]
    : [];
  return { layers: layers.map((config) => ({ class_name: "Conv2D", config })), weights: [...kernels, ...biases] };
}
