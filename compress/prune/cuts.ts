import { CompressError } from "../errors.ts";
import { type DependencyGraph, type Group, makersOf } from "./dependency-graph.ts";

/**
 * Channels to remove from one group; plain data that is stored with a trial and can be replayed on
 * the same model.
 */
export interface ChannelCut {
  /** The group's id, or the name of any layer that makes its channels. */
  group: string;
  /** Channels of the group, from 0. */
  channels: number[];
}

/**
 * The channels each group loses: 1 where a channel goes, by group id.
 *
 * @throws CompressError `bad_params` for a group or channel that does not exist, and
 *   `nothing_left_to_remove` where a layer would lose its last channel.
 */
export function removedChannels(graph: DependencyGraph, cuts: readonly ChannelCut[]): Map<string, Uint8Array> {
  const removed = new Map<string, Uint8Array>();
  for (const cut of cuts) {
    const group = graph.groups.find(({ producers }) => producers.includes(cut.group)) ?? refused(graph, cut.group);
    const gone = removed.get(group.id) ?? new Uint8Array(group.channels);
    for (const channel of cut.channels) {
      if (!(Number.isInteger(channel) && channel >= 0 && channel < group.channels))
        throw new CompressError(
          "bad_params",
          `Group ${group.id} has channels 0 to ${group.channels - 1}; there is no ${channel} to cut.`,
        );
      gone[channel] = 1;
    }
    removed.set(group.id, gone);
    for (const { layer, channelOf } of makersOf(group))
      if (channelOf.every((channel) => gone[channel] === 1))
        throw new CompressError(
          "nothing_left_to_remove",
          `Layer ${layer} would lose all its ${channelOf.length} channels; one must stay.`,
        );
  }
  return removed;
}

function refused(graph: DependencyGraph, layer: string): Group {
  const reason =
    graph.fixed.find((fixed) => fixed.layer === layer)?.sentence ?? "No prunable layer of this model has that name.";
  throw new CompressError("bad_params", `Cannot cut channels of ${layer}. ${reason}`);
}

/**
 * What is left of every weight that changes: for each axis that shrinks, the positions that stay.
 *
 * Keyed by the weight's full name; a weight that is not in it stays whole.
 */
export function keptPositions(
  graph: DependencyGraph,
  removed: ReadonlyMap<string, Uint8Array>,
): Map<string, Map<number, Int32Array>> {
  const gone = new Map<string, Map<number, Uint8Array>>();
  for (const { id, members } of graph.groups) {
    const channels = removed.get(id);
    if (channels === undefined || !channels.includes(1)) continue;
    for (const { weight, axis, channelOf } of members) {
      const axes = gone.get(weight) ?? gone.set(weight, new Map()).get(weight)!;
      const marks = axes.get(axis) ?? axes.set(axis, new Uint8Array(channelOf.length)).get(axis)!;
      for (let position = 0; position < channelOf.length; position++) {
        const channel = channelOf[position]!;
        if (channel >= 0 && channels[channel] === 1) marks[position] = 1;
      }
    }
  }
  const positionsLeft = (marks: Uint8Array) => {
    const left: number[] = [];
    for (let position = 0; position < marks.length; position++) if (marks[position] === 0) left.push(position);
    return Int32Array.from(left);
  };
  return new Map(
    [...gone].map(([weight, axes]) => [
      weight,
      new Map([...axes].map(([axis, marks]) => [axis, positionsLeft(marks)])),
    ]),
  );
}
