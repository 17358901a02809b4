import { flopsOf } from "../cost/count.ts";
import { type Call, callsOf, type Shape } from "../model/calls.ts";
import type { tf } from "../tensorflow.ts";
import { type Channels, type Flow, passChannels } from "./coupling.ts";
import { type DependencyGraph, makersOf } from "./dependency-graph.ts";
import { countMarks, positionsGone, type RemovalCounter, shapesLeft } from "./parameter-count.ts";

/**
 * Prepares the exact F of one model after a removal, as `countCost` counts it on the smaller model,
 * without building that.
 *
 * Each call is costed with the weights and the tensors that stay; which channels are on a tensor
 * follows from the layers that make them, by the rules of the dependency graph. `graph` is the
 * model's own.
 *
 * @throws CompressError `unsupported_layer` for a class of layer whose cost is not known.
 */
export function flopsCounter(model: tf.LayersModel, graph: DependencyGraph): RemovalCounter {
  const { calls } = callsOf(model);
  const weightsLeft = shapesLeft(graph);
  const tensors = new Map(
    [...tensorChannels(calls, graph)].map(([name, channels]) => [name, prepared(graph, channels)]),
  );
  return (removed) => {
    const marks = countMarks(removed);
    const weights = weightsLeft(marks);
    const left = (name: string, shape: Shape): Shape => {
      const { count, gone } = tensors.get(name)!;
      const stay = gone.reduce((rest, positions) => rest - positions(marks), count);
      return [...shape.slice(0, -1), (shape.at(-1)! * stay) / count];
    };
    const smaller = (call: Call): Call => ({
      ...call,
      weights: call.weights.map(({ name }) => ({ name, shape: weights.get(name)! })),
      inputShapes: call.inputShapes.map((shape, input) => left(call.inputs[input]!, shape)),
      outputShape: left(call.output, call.outputShape),
    });
    return calls.reduce((sum, call) => sum + flopsOf(smaller(call)), 0);
  };
}

/**
 * Which channel is at each position of each tensor's last axis: the group's first number plus the
 * channel, -1 for one that stays.
 */
function tensorChannels(calls: Call[], graph: DependencyGraph): Map<string, Channels> {
  const first = firstNumbers(graph);
  const made = new Map<string, Channels>();
  for (const group of graph.groups)
    for (const { layer, channelOf } of makersOf(group))
      made.set(
        layer,
        channelOf.map((channel) => (channel < 0 ? -1 : first.get(group.id)! + channel)),
      );
  const flow: Flow = {
    make: ({ name }, count) => made.get(name) ?? new Int32Array(count).fill(-1),
    weight() {},
    size() {},
    join() {},
    pin() {},
  };
  const tensors = new Map<string, Channels>();
  for (const call of calls) {
    const inputs = call.inputs.map((name) => tensors.get(name)!);
    for (const [output, channels] of passChannels(call, inputs, flow)) tensors.set(output, channels);
  }
  return tensors;
}

/** Numbers all channels of a model through: where each group begins. */
function firstNumbers({ groups }: DependencyGraph): Map<string, number> {
  let next = 0;
  return new Map(
    groups.map(({ id, channels }) => {
      const first = next;
      next += channels;
      return [id, first];
    }),
  );
}

/** How many positions a tensor's last axis has, and for each group on it how many of them go. */
function prepared(graph: DependencyGraph, channels: Channels) {
  const first = firstNumbers(graph);
  const gone = graph.groups.flatMap((group) => {
    const start = first.get(group.id)!;
    const channelOf = channels.map((channel) =>
      channel >= start && channel < start + group.channels ? channel - start : -1,
    );
    return channelOf.some((channel) => channel >= 0) ? [positionsGone({ group, channelOf })] : [];
  });
  return { count: channels.length, gone };
}
