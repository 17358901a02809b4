import { CompressError } from "../errors.ts";
import type { ChannelCut } from "./cuts.ts";
import { type DependencyGraph, type Group, makersOf } from "./dependency-graph.ts";
import { parameterCounter, type RemovalCounter } from "./parameter-count.ts";
import { roundedMarks } from "./rounded-widths.ts";
import type { ChannelScores } from "./scores/index.ts";

/**
 * How the removal spreads over the layers: `global`, one threshold on the score for the whole
 * network; `uniform`, the same fraction of every layer, lowest scores first; `perLayer`, a fraction
 * for each layer, `rates`.
 */
export const allocations = ["global", "uniform", "perLayer"] as const;
export type Allocation = (typeof allocations)[number];

/** What to leave, and within which limits. */
export interface AllocationTarget {
  allocation: Allocation;
  /**
   * P to leave: the choice comes as near as the limits and whole channels let it. Without it,
   * `perLayer` takes the rates as they are.
   */
  parameters?: number | undefined;
  /** Something else to leave in place of `parameters`: how it is counted, and how much. */
  measure?: { count: RemovalCounter; leave: number } | undefined;
  /**
   * For `perLayer`: the fraction of its channels that each group loses, by group id, 0 where it has
   * none. With a target they are all scaled alike.
   */
  rates?: ReadonlyMap<string, number> | undefined;
  /**
   * Most that any one layer may lose, a fraction of its channels now. Whatever it is, one channel
   * stays.
   */
  atMostPerLayer: number;
  /**
   * Layers keep a multiple of so many channels, rounded up, or all they have: odd widths can run
   * slower than the whole layer.
   */
  roundTo?: number | undefined;
  /**
   * How near is near enough, in the target's unit. Default: as near as the order of removal alone
   * comes.
   */
  within?: number | undefined;
}

/** What was chosen. */
export interface AllocationChoice {
  cuts: ChannelCut[];
  /** P that these cuts leave, exactly. */
  parameters: number;
  /** The same in the target's unit: `parameters`, or what `measure` counts. */
  left: number;
}

interface Candidate {
  group: string;
  channel: number;
  /** Place in its group, 0 for the lowest score. */
  rank: number;
  /** Place in the network: lower goes first. */
  key: number;
}

/**
 * Chooses the channels to remove, lowest scores first, until the target is met.
 *
 * All removable channels are put in one order; the more of it is removed the less is left, so
 * bisection over its length finds the one nearest to the target, counting exactly each time. In a
 * small network a single channel can be worth more than `within`; then the best of the removed ones
 * that are small enough stay after all, or the least of the others that are small enough go too.
 * Coupled layers lose the same channels. Groups without a score are left alone.
 *
 * @throws CompressError `bad_params` for `perLayer` without rates, and for another allocation
 *   without a target.
 */
export function chooseCuts(graph: DependencyGraph, scores: ChannelScores, target: AllocationTarget): AllocationChoice {
  refuseIncomplete(target);
  const order = removalOrder(graph, scores, target);
  const parameters = parameterCounter(graph);
  const { count, leave } = target.measure ?? { count: parameters, leave: target.parameters };
  const removing = (channels: Candidate[]): Choice => {
    const removed = marked(graph, channels, target.roundTo ?? 1);
    return { channels, removed, left: count(removed) };
  };
  const best =
    leave === undefined
      ? removing(atRates(graph, order, target.rates!))
      : nearest(order, removing, leave, target.within ?? Number.POSITIVE_INFINITY);
  return { cuts: cutsOf(best.removed), parameters: parameters(best.removed), left: best.left };
}

function refuseIncomplete({ allocation, parameters, measure, rates }: AllocationTarget): void {
  if (allocation === "perLayer" && rates === undefined)
    throw new CompressError(
      "bad_params",
      "Allocation perLayer needs rates: the fraction of its channels that each layer loses.",
    );
  if (allocation !== "perLayer" && rates !== undefined)
    throw new CompressError("bad_params", `Rates belong to allocation perLayer, not to ${allocation}.`);
  if (allocation !== "perLayer" && parameters === undefined && measure === undefined)
    throw new CompressError("bad_params", `Allocation ${allocation} needs a target: how much to leave.`);
}

/**
 * The prefix of the order that is nearest to the target, or nearer than it, some of a longer one
 * spared or some added to a shorter one.
 */
function nearest(
  order: Candidate[],
  removing: (channels: Candidate[]) => Choice,
  leave: number,
  within: number,
): Choice {
  const gap = ({ left }: Choice) => Math.abs(left - leave);
  const nearer = (a: Choice, b: Choice) => (gap(a) < gap(b) ? a : b);
  let enough = order.length; // removing this many leaves the target or less, if anything does
  let tooFew = -1;
  while (enough - tooFew > 1) {
    const middle = (enough + tooFew) >> 1;
    if (removing(order.slice(0, middle)).left <= leave) enough = middle;
    else tooFew = middle;
  }
  let less = removing(order.slice(0, enough));
  let more = removing(order.slice(0, Math.max(tooFew, 0)));
  let best = nearer(more, less);
  for (const spared of less.channels.toReversed()) {
    if (gap(best) <= within) return best;
    const choice = removing(less.channels.filter((channel) => channel !== spared));
    if (choice.left <= leave) less = choice;
    best = nearer(choice, best);
  }
  for (const added of order.slice(more.channels.length)) {
    if (gap(best) <= within) return best;
    const choice = removing([...more.channels, added]);
    if (choice.left >= leave) more = choice;
    best = nearer(choice, best);
  }
  return best;
}

/**
 * The part of the order that takes each group's own rate of its channels, to the nearest channel.
 */
function atRates(graph: DependencyGraph, order: Candidate[], rates: ReadonlyMap<string, number>): Candidate[] {
  const room = new Map(graph.groups.map(({ id, channels }) => [id, Math.round((rates.get(id) ?? 0) * channels)]));
  return order.filter(({ group, rank }) => rank < room.get(group)!);
}

interface Choice {
  channels: Candidate[];
  removed: Map<string, Uint8Array>;
  left: number;
}

function cutsOf(removed: Map<string, Uint8Array>): ChannelCut[] {
  return [...removed].flatMap(([group, gone]) => {
    const channels = [...gone.keys()].filter((channel) => gone[channel] === 1);
    return channels.length > 0 ? [{ group, channels }] : [];
  });
}

/**
 * All channels that may go, in the order they go. Equal keys go by group and channel, so the order
 * never depends on chance.
 */
function removalOrder(graph: DependencyGraph, scores: ChannelScores, target: AllocationTarget): Candidate[] {
  const all = graph.groups.flatMap((group): Candidate[] => {
    const worth = scores.get(group.id);
    const rate = target.rates === undefined ? 1 : (target.rates.get(group.id) ?? 0);
    if (worth === undefined || rate <= 0) return [];
    const lowestFirst = [...worth.keys()].sort((a, b) => worth[a]! - worth[b]! || a - b);
    return withinLimits(group, lowestFirst, target.atMostPerLayer).map(({ channel, rank }) => ({
      group: group.id,
      channel,
      rank,
      key: target.allocation === "global" ? worth[channel]! : (rank + 1) / (rate * group.channels),
    }));
  });
  return all.sort((a, b) => a.key - b.key); // stable: ties stay in the network's order
}

/** Omits the channels that a layer could not lose any more once those before them are gone. */
function withinLimits(
  group: Group,
  lowestFirst: number[],
  atMostPerLayer: number,
): { channel: number; rank: number }[] {
  const room = makersOf(group).map(({ channelOf }) => ({
    channelOf,
    left: Math.min(Math.floor(atMostPerLayer * channelOf.length + 1e-9), channelOf.length - 1),
  }));
  return lowestFirst.flatMap((channel, rank) => {
    const takes = room.map(({ channelOf }) => channelOf.filter((made) => made === channel).length);
    if (takes.some((positions, maker) => positions > room[maker]!.left)) return [];
    takes.forEach((positions, maker) => {
      room[maker]!.left -= positions;
    });
    return [{ channel, rank }];
  });
}

/**
 * Marks the channels that go, in each group the first of the list, fewer where a layer's width is
 * rounded up.
 */
function marked(graph: DependencyGraph, list: Candidate[], roundTo: number): Map<string, Uint8Array> {
  const going = new Map(graph.groups.map(({ id }) => [id, [] as number[]]));
  for (const { group, channel } of list) going.get(group)!.push(channel);
  return new Map(graph.groups.map((group) => [group.id, roundedMarks(group, going.get(group.id)!, roundTo)]));
}
