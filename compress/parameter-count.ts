import { isParameter } from "./cost.ts";
import type { DependencyGraph, Member } from "./dependencies.ts";

/** P after removing channels (1 where one goes, by group id), exactly, without building the model. */
export type ParameterCounter = (removed: ReadonlyMap<string, Uint8Array>) => number;

/** Prepares the exact count for one model, so that a search over many cuts asks it cheaply. */
export function parameterCounter(graph: DependencyGraph): ParameterCounter {
  const axes = new Map<string, { group: string; member: Member }[]>();
  for (const { id, members } of graph.groups)
    for (const member of members) {
      const name = `${member.weight}:${member.axis}`;
      axes.set(name, [...(axes.get(name) ?? []), { group: id, member }]);
    }
  const sizes = [...graph.weights]
    .filter(([name]) => isParameter(name))
    .map(([name, shape]) => shape.map((size, axis) => ({ size, shrinks: axes.get(`${name}:${axis}`) ?? [] })));
  return (removed) => {
    const left = ({ size, shrinks }: (typeof sizes)[number][number]) =>
      shrinks.reduce((rest, { group, member }) => rest - positionsGone(member, removed.get(group)), size);
    return sizes.reduce((sum, shape) => sum + shape.reduce((product, axis) => product * left(axis), 1), 0);
  };
}

function positionsGone({ channelOf }: Member, removed: Uint8Array | undefined): number {
  if (removed === undefined) return 0;
  let gone = 0;
  for (const channel of channelOf) if (channel >= 0) gone += removed[channel]!;
  return gone;
}
