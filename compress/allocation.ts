import type { ChannelCut } from "./cuts.ts";
import { type DependencyGraph, type Group, makersOf } from "./dependencies.ts";
import { parameterCounter } from "./parameter-count.ts";
import type { ChannelScores } from "./scores.ts";

/**
 * How the removal spreads over the layers: `global`, one threshold on the score for the whole network; `uniform`, the same
 * fraction of every layer, lowest scores first.
 */
export const allocations = ["global", "uniform"] as const;
export type Allocation = (typeof allocations)[number];

/** What to leave, and within which limits. */
export interface AllocationTarget {
  allocation: Allocation;
  /** P to leave: the choice comes as near as the limits and whole channels let it. */
  parameters: number;
  /** Most that any one layer may lose, a fraction of its channels now. Whatever it says, one channel stays. */
  atMostPerLayer: number;
  /** Layers keep a multiple of so many channels, rounded up, or all they have: odd widths can run slower than the whole layer. */
  roundTo?: number | undefined;
  /** How near is near enough, in parameters. Default: as near as the order of removal alone comes. */
  within?: number | undefined;
}

/** What was chosen. */
export interface AllocationChoice {
  cuts: ChannelCut[];
  /** P that these cuts leave, exactly. */
  parameters: number;
}

interface Candidate {
  group: string;
  channel: number;
  key: number;
}

/**
 * Chooses the channels to remove, lowest scores first, until the target is met.
 *
 * All removable channels are put in one order; the more of it is removed the fewer parameters are left, so bisection over its
 * length finds the one nearest to the target, counting exactly each time. In a small network a single channel can be worth more
 * than `within`; then the best of the removed ones that are small enough stay after all.
 * Coupled layers lose the same channels. Groups without a score are left alone.
 */
export function chooseCuts(graph: DependencyGraph, scores: ChannelScores, target: AllocationTarget): AllocationChoice {
  const order = removalOrder(graph, scores, target);
  const count = parameterCounter(graph);
  const removing = (channels: Candidate[]): Choice => {
    const removed = marked(graph, channels, target.roundTo ?? 1);
    return { channels, removed, parameters: count(removed) };
  };
  const gap = ({ parameters }: Choice) => Math.abs(parameters - target.parameters);
  const nearer = (a: Choice, b: Choice) => (gap(a) < gap(b) ? a : b);

  let enough = order.length; // removing this many leaves the target or less, if anything does
  let tooFew = -1;
  while (enough - tooFew > 1) {
    const middle = (enough + tooFew) >> 1;
    if (removing(order.slice(0, middle)).parameters <= target.parameters) enough = middle;
    else tooFew = middle;
  }
  let less = removing(order.slice(0, enough));
  let best = nearer(removing(order.slice(0, Math.max(tooFew, 0))), less);
  const { within = Number.POSITIVE_INFINITY } = target;
  for (const spared of less.channels.toReversed()) {
    if (gap(best) <= within) break;
    const more = removing(less.channels.filter((channel) => channel !== spared));
    if (more.parameters <= target.parameters) less = more;
    best = nearer(more, best);
  }
  return { cuts: cutsOf(best.removed), parameters: best.parameters };
}

interface Choice {
  channels: Candidate[];
  removed: Map<string, Uint8Array>;
  parameters: number;
}

function cutsOf(removed: Map<string, Uint8Array>): ChannelCut[] {
  return [...removed].flatMap(([group, gone]) => {
    const channels = [...gone.keys()].filter((channel) => gone[channel] === 1);
    return channels.length > 0 ? [{ group, channels }] : [];
  });
}

/** All channels that may go, in the order they go. Equal keys go by group and channel, so the order never depends on chance. */
function removalOrder(graph: DependencyGraph, scores: ChannelScores, target: AllocationTarget): Candidate[] {
  const all = graph.groups.flatMap((group): Candidate[] => {
    const worth = scores.get(group.id);
    if (worth === undefined) return [];
    const lowestFirst = [...worth.keys()].sort((a, b) => worth[a]! - worth[b]! || a - b);
    return withinLimits(group, lowestFirst, target.atMostPerLayer).map(({ channel, rank }) => ({
      group: group.id,
      channel,
      key: target.allocation === "global" ? worth[channel]! : (rank + 1) / group.channels,
    }));
  });
  return all.sort((a, b) => a.key - b.key); // stable: ties stay in the network's order
}

/** Leaves out the channels that a layer could not lose any more once those before them are gone. */
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

/** Marks the channels that go, in each group the first of the list, fewer where a layer's width is rounded up. */
function marked(graph: DependencyGraph, list: Candidate[], roundTo: number): Map<string, Uint8Array> {
  const going = new Map(graph.groups.map(({ id }) => [id, [] as number[]]));
  for (const { group, channel } of list) going.get(group)!.push(channel);
  return new Map(
    graph.groups.map(({ id, channels }) => {
      const own = going.get(id)!;
      const stay = Math.min(channels, Math.ceil((channels - own.length) / roundTo) * roundTo);
      const gone = new Uint8Array(channels);
      for (const channel of own.slice(0, channels - stay)) gone[channel] = 1;
      return [id, gone];
    }),
  );
}
