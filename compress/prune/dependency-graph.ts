import { callsOf } from "../model/calls.ts";
import { namedWeights } from "../model/named-weights.ts";
import type { tf } from "../tensorflow.ts";
import { type Channels, type Fixed, type Flow, passChannels, type Role } from "./coupling.ts";
import { DisjointSets } from "./disjoint-sets.ts";

/** One axis of one weight that follows the channels of a group. */
export interface Member {
  layer: string;
  /** The weight's full name, `stage1-block1-conv1/kernel`. */
  weight: string;
  axis: number;
  role: Role;
  /**
   * For each position of the axis, the group's channel that it belongs to; -1 where it belongs to
   * none of this group.
   */
  channelOf: Int32Array;
}

/**
 * A setting of a layer that counts a group's channels: a number, or a shape whose last size it is.
 */
export interface Size {
  layer: string;
  /** Its name in the layer's settings: `filters`, `target_shape`. */
  setting: string;
  /** As in a member. */
  channelOf: Int32Array;
}

/**
 * Channels that can only be removed together with what hangs on them.
 *
 * One convolution and the layers after it in a plain network; every convolution that ends in the
 * same addition in a residual one.
 */
export interface Group {
  /** The name of the first layer that makes these channels. */
  id: string;
  /** All the layers that make them, in the network's order. */
  producers: string[];
  /** How many channels can be removed one by one. */
  channels: number;
  members: Member[];
  sizes: Size[];
}

/** What can be removed from a model, what has to go with it, and what stays and why. */
export interface DependencyGraph {
  groups: Group[];
  fixed: Fixed[];
  /** Every weight of the model with its shape, in the model's order. */
  weights: Map<string, readonly number[]>;
}

/**
 * The kernels that make a group's channels: one per producer, with the axis that the channels are
 * on.
 */
export function makersOf(group: Group): Member[] {
  return group.members.filter(({ role, weight }) => role === "makes" && !weight.endsWith("/bias"));
}

/** What goes with channels, and which channel belongs to each of its positions. */
type Following<T> = Omit<T, "channelOf"> & { channels: Channels };

/**
 * Follows every channel from the layer that makes it to the layers that read it, and groups what is
 * coupled.
 *
 * An addition couples its inputs position by position, a concatenation sets them side by side, a
 * flatten repeats them. Layers of nested models are seen in the models' places, under the names of
 * `namedLayers`. Reads the model's topology only; makes no tensor.
 * Source: the idea of Fang et al., "DepGraph: Towards Any Structural Pruning", CVPR 2023,
 * arXiv:2301.12900.
 * Differs: channels are followed one by one instead of layer by layer, so concatenation and flatten
 * need no special case.
 *
 * @param keep layers whose output keeps its width: the groups of what comes out of them are fixed.
 *   A name that no layer has is passed over, as a step before may have replaced that layer.
 */
export function dependencyGraph(model: tf.LayersModel, keep: readonly string[] = []): DependencyGraph {
  const sets = new DisjointSets();
  const made = new Map<string, Channels>();
  const axes = new Map<string, Following<Member>>();
  const sizes = new Map<string, Following<Size>>();
  const pinned = new Map<number, Fixed>();
  const weights = new Map(namedWeights(model).map(({ name, variable }) => [name, variable.shape as number[]]));
  const join = (a: Channels, b: Channels) => a.forEach((channel, i) => void sets.join(channel, b[i]!));
  const note = <T>(all: Map<string, Following<T>>, key: string, one: Following<T>) => {
    const before = all.get(key); // of another call of the layer
    if (before) join(before.channels, one.channels);
    else all.set(key, one);
  };
  const flow: Flow = {
    make({ name }, count) {
      const before = made.get(name);
      if (before?.length === count) return before;
      const channels = sets.add(count);
      if (before === undefined) made.set(name, channels);
      return channels;
    },
    weight({ name: layer, weights }, name, axis, role, channels) {
      const weight = weights.find((one) => one.name.endsWith(`/${name}`))?.name;
      if (weight !== undefined) note(axes, `${weight}:${axis}`, { layer, weight, axis, role, channels });
    },
    size({ name: layer }, setting, channels) {
      note(sizes, `${layer}:${setting}`, { layer, setting, channels });
    },
    join,
    pin(channels, layer, why, sentence) {
      for (const channel of channels) pinned.set(channel, { layer, why, sentence });
    },
  };

  const { calls, outputs } = callsOf(model);
  const given = new Map<string, Channels>();
  for (const call of calls) {
    const inputs = call.inputs.map((name) => given.get(name)!);
    for (const [output, channels] of passChannels(call, inputs, flow)) {
      given.set(output, channels);
      const sentence = `Layer ${call.name} is the network's output: its channels are the classes.`;
      if (keep.includes(call.name)) flow.pin(channels, call.name, "kept", `Layer ${call.name} is to be kept.`);
      if (outputs.includes(output)) flow.pin(channels, call.name, "output", sentence);
    }
  }
  const { groups, fixed, placeOf } = grouped(sets, made, pinned);
  const followed = new Map<Channels, Map<Group, Int32Array>>(); // a kernel, its bias and what normalises it have the same channels
  const follow = (channels: Channels) => {
    const positions = followed.get(channels) ?? positionsByGroup(channels, sets, placeOf);
    followed.set(channels, positions);
    return positions;
  };
  for (const { channels, ...axis } of axes.values())
    for (const [group, channelOf] of follow(channels)) group.members.push({ ...axis, channelOf });
  for (const { channels, ...size } of sizes.values())
    for (const [group, channelOf] of follow(channels)) group.sizes.push({ ...size, channelOf });
  return { groups, fixed, weights };
}

/** Joins the layers that share a channel, and numbers the channels of each such group. */
function grouped(sets: DisjointSets, made: Map<string, Channels>, pinned: Map<number, Fixed>) {
  const layers = [...made.keys()];
  const coupled = new DisjointSets();
  coupled.add(layers.length);
  const firstMaker = new Map<number, number>();
  [...made.values()].forEach((channels, layer) => {
    for (const channel of channels) {
      const root = sets.find(channel);
      coupled.join(layer, firstMaker.get(root) ?? layer);
      if (!firstMaker.has(root)) firstMaker.set(root, layer);
    }
  });
  const together = new Map<number, string[]>(); // by the first layer, and so in the network's order
  layers.forEach((name, layer) => {
    const first = coupled.find(layer);
    together.set(first, [...(together.get(first) ?? []), name]);
  });

  const pinnedRoots = new Map([...pinned].map(([channel, why]) => [sets.find(channel), why]));
  const fixed = new Map<string, Fixed>();
  const groups: Group[] = [];
  const placeOf = new Map<number, { group: Group; channel: number }>(); // by root
  for (const [first, producers] of [...together].sort(([a], [b]) => a - b)) {
    const roots = new Set<number>();
    for (const layer of producers) for (const channel of made.get(layer)!) roots.add(sets.find(channel));
    const pin = [...roots].map((root) => pinnedRoots.get(root)).find((found) => found !== undefined);
    if (pin) {
      const why = pin.why === "kept" ? { ...pin, sentence: keptSentence(pin.layer, producers) } : pin;
      for (const layer of producers) fixed.set(layer, { ...why, layer });
      fixed.set(pin.layer, why);
      continue;
    }
    const group: Group = { id: layers[first]!, producers, channels: roots.size, members: [], sizes: [] };
    [...roots].forEach((root, channel) => void placeOf.set(root, { group, channel }));
    groups.push(group);
  }
  return { groups, fixed: [...fixed.values()], placeOf };
}

/** That a layer is kept, and which others therefore are. */
function keptSentence(layer: string, producers: readonly string[]): string {
  const others = producers.filter((producer) => producer !== layer);
  if (others.length === 0) return `Layer ${layer} is to be kept.`;
  return `Layer ${layer} is to be kept, and so is what makes its channels or shares them: ${others.join(", ")}.`;
}

/** The layers whose filters stay because a layer is to be kept. */
export function keptLayers(model: tf.LayersModel, keep: readonly string[] = []): ReadonlySet<string> {
  if (keep.length === 0) return new Set();
  return new Set(dependencyGraph(model, keep).fixed.flatMap(({ layer, why }) => (why === "kept" ? [layer] : [])));
}

/**
 * Every group that one of these channels belongs to, and for each of them the group's channel, or
 * -1.
 */
function positionsByGroup(
  channels: Channels,
  sets: DisjointSets,
  placeOf: ReadonlyMap<number, { group: Group; channel: number }>,
): Map<Group, Int32Array> {
  const found = new Map<Group, Int32Array>();
  let last: Int32Array | undefined;
  let lastGroup: Group | undefined;
  for (let position = 0; position < channels.length; position++) {
    const place = placeOf.get(sets.find(channels[position]!));
    if (place === undefined) continue;
    if (place.group !== lastGroup) {
      lastGroup = place.group;
      last = found.get(lastGroup);
      if (last === undefined) {
        last = new Int32Array(channels.length).fill(-1);
        found.set(lastGroup, last);
      }
    }
    last![position] = place.channel;
  }
  return found;
}
