import { writeSegmentActivations } from "../model/activation-sites.ts";
import { buildFresh } from "../model/build.ts";
import { topologyOf } from "../model/topology.ts";
import type { tf } from "../tensorflow.ts";
import { chooseCuts } from "./allocation.ts";
import { dependencyGraph } from "./dependency-graph.ts";
import { removalTarget } from "./removal.ts";
import { removeChannels } from "./surgery.ts";
import { roundedTo, type WidthLimits } from "./width-limits.ts";

/** What a student is to be. */
export interface StudentPlan {
  /** Fraction of the original's parameters that go, and what the original is. */
  remove: number;
  original: { parameters: number; pretrainEpochs: number };
  /** Segments of the activations that replace ReLUs; undefined keeps them. */
  segments?: number | undefined;
  widths?: WidthLimits | undefined;
  /** In [0, 1), seeded by the caller: draws the weights. */
  random: () => number;
  /** Takes a sentence where the target was missed by more than a point. */
  note?: ((sentence: string) => void) | undefined;
}

/**
 * The same architecture with every width scaled alike until the parameters meet the target, and
 * with new weights.
 *
 * The scale is found by bisection on the exact count, with the parameters of new activations in it;
 * a width is at least one. Layers whose channels cannot be removed keep their width. Each layer
 * draws its weights by its own initializer.
 * Source: Xu et al., AAAI 2020, arXiv:1907.06870, for the activations. Differs from the AutoMC
 * authors' code, which scales widths by the square root of the share to keep and so misses the
 * target by what the first and last layer weigh. The caller disposes it.
 *
 * @throws CompressError `nothing_left_to_remove` for an impossible target, `bad_model` for segments
 *   without a ReLU.
 */
export async function narrowerStudent(model: tf.LayersModel, plan: StudentPlan): Promise<tf.LayersModel> {
  const { remove, original, segments, widths, random, note } = plan;
  const graph = dependencyGraph(model, widths?.keep);
  const goal = removalTarget(graph, remove, { original });
  const added = segments === undefined ? 0 : writeSegmentActivations(topologyOf(model), segments);
  const alike = new Map(graph.groups.map(({ id, channels }) => [id, new Float64Array(channels)])); // all channels are new: none is worth more
  const limits = { allocation: "uniform" as const, atMostPerLayer: 1, ...roundedTo({}, plan) };
  const target = { ...goal, ...limits, parameters: goal.parameters - added };
  const { cuts, parameters } = chooseCuts(graph, alike, target);
  const share = (count: number) => (count / original.parameters).toFixed(3);
  if (Math.abs(parameters - target.parameters) > goal.within)
    note?.(
      `The student has ${share(parameters + added)} of the original's parameters where ${share(goal.parameters)} was the target (one channel of each layer stays).`,
    );
  const narrow = await removeChannels(model, cuts, graph);
  const topology = topologyOf(narrow);
  narrow.dispose();
  if (segments !== undefined) writeSegmentActivations(topology, segments);
  return buildFresh(topology, random);
}

/** The same network with new weights, drawn by its layers' initializers. */
export function freshCopy(model: tf.LayersModel, random: () => number): Promise<tf.LayersModel> {
  return buildFresh(topologyOf(model), random);
}
