import { isParameter } from "../cost/count.ts";
import type { DependencyGraph, Group } from "./dependency-graph.ts";

/**
 * Something of a model after removing channels (1 where one goes, by group id), exactly, without
 * building the smaller model.
 */
export type RemovalCounter = (removed: ReadonlyMap<string, Uint8Array>) => number;

/**
 * Positions along an axis, and the channels of one group that they belong to; -1 for a position of
 * another group or of none.
 */
export interface Positions {
  group: Pick<Group, "id" | "channels">;
  channelOf: Int32Array;
}

/**
 * Marks of a removal with their number, so that it is counted once per group and not once per axis.
 */
interface Marks {
  gone: Uint8Array;
  ones: number;
}

/** The marks of a removal, by group id. */
export function countMarks(removed: ReadonlyMap<string, Uint8Array>): ReadonlyMap<string, Marks> {
  return new Map([...removed].map(([id, gone]) => [id, { gone, ones: gone.reduce((sum, mark) => sum + mark, 0) }]));
}

/** Prepares how many of these positions go with a removal. */
export function positionsGone({ group, channelOf }: Positions): (marks: ReadonlyMap<string, Marks>) => number {
  const uses = new Uint32Array(group.channels);
  for (const channel of channelOf) if (channel >= 0) uses[channel]! += 1;
  const each = uses[0] ?? 0;
  if (uses.every((count) => count === each)) return (marks) => each * (marks.get(group.id)?.ones ?? 0);
  return (marks) => {
    const gone = marks.get(group.id)?.gone;
    return gone === undefined ? 0 : uses.reduce((sum, count, channel) => sum + count * gone[channel]!, 0);
  };
}

/** Prepares the shapes of all weights after a removal, by name. */
export function shapesLeft(
  graph: DependencyGraph,
): (marks: ReadonlyMap<string, Marks>) => ReadonlyMap<string, number[]> {
  const axes = new Map<string, ReturnType<typeof positionsGone>[]>();
  for (const group of graph.groups)
    for (const { weight, axis, channelOf } of group.members) {
      const name = `${weight}:${axis}`;
      axes.set(name, [...(axes.get(name) ?? []), positionsGone({ group, channelOf })]);
    }
  const sizes = [...graph.weights].map(([name, shape]) => ({
    name,
    axes: shape.map((size, axis) => ({ size, shrinks: axes.get(`${name}:${axis}`) ?? [] })),
  }));
  return (marks) =>
    new Map(
      sizes.map(({ name, axes }) => [
        name,
        axes.map(({ size, shrinks }) => shrinks.reduce((rest, gone) => rest - gone(marks), size)),
      ]),
    );
}

/**
 * Prepares the exact P of one model after a removal, so that a search over many cuts asks it
 * cheaply.
 */
export function parameterCounter(graph: DependencyGraph): RemovalCounter {
  const parameters = new Map([...graph.weights].filter(([name]) => isParameter(name)));
  const left = shapesLeft({ ...graph, weights: parameters });
  return (removed) => {
    let total = 0;
    for (const shape of left(countMarks(removed)).values()) total += shape.reduce((product, size) => product * size, 1);
    return total;
  };
}
