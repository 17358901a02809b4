import { type Group, makersOf } from "./dependency-graph.ts";

/** How often each of a group's channels is in a layer that makes them, for each kind of such layers. */
const usesOf = new WeakMap<Group, Uint32Array[]>();

function uses(group: Group): Uint32Array[] {
  const known = usesOf.get(group);
  if (known) return known;
  const kinds = new Map<string, Uint32Array>();
  for (const { channelOf } of makersOf(group)) {
    const counts = new Uint32Array(group.channels);
    for (const channel of channelOf) if (channel >= 0) counts[channel]! += 1;
    kinds.set(counts.join(), counts);
  }
  usesOf.set(group, [...kinds.values()]);
  return [...kinds.values()];
}

/**
 * Marks the channels of a group that go, the first of `going`: as many as leave every layer that
 * makes them a multiple of `roundTo`, or all it has. Layers that make only some of the group's
 * channels, as in a concatenation, are each rounded.
 */
export function roundedMarks(group: Group, going: readonly number[], roundTo: number): Uint8Array {
  const gone = new Uint8Array(group.channels);
  for (const channel of going) gone[channel] = 1;
  if (roundTo === 1) return gone;
  const layers = uses(group).map((counts) => {
    const whole = counts.reduce((sum, count) => sum + count, 0);
    return { counts, whole, width: going.reduce((left, channel) => left - counts[channel]!, whole) };
  });
  const odd = () => layers.find(({ whole, width }) => width < whole && width % roundTo !== 0);
  for (let layer = odd(); layer; layer = odd()) {
    const { counts } = layer;
    const spared = going.findLast((channel) => gone[channel] === 1 && counts[channel]! > 0)!;
    gone[spared] = 0;
    for (const other of layers) other.width += other.counts[spared]!;
  }
  return gone;
}
