import fc from "fast-check";
import { type ChannelCut, type DependencyGraph, makersOf } from "../../../compress/index.ts";

/** Which channels to cut, over and over; of any two channels in a row one goes. */
export const densePicks = fc
  .array(fc.boolean(), { minLength: 5, maxLength: 15 })
  .map((pairs) => pairs.flatMap((both) => (both ? [true] : [false, true])));

/** From each group, the channels that `picks` says, as far as every layer keeps one. */
export function cutsFrom({ groups }: DependencyGraph, picks: readonly boolean[]): ChannelCut[] {
  let next = 0;
  return groups.flatMap((group) => {
    const makers = makersOf(group);
    const cut: number[] = [];
    for (let channel = 0; channel < group.channels; channel++) {
      const empties = makers.some(({ channelOf }) => channelOf.every((made) => made === channel || cut.includes(made)));
      if (picks[next++ % picks.length] && !empties) cut.push(channel);
    }
    return cut.length > 0 ? [{ group: group.id, channels: cut }] : [];
  });
}
