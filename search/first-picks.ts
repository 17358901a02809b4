import { standardised } from "./standardise.ts";

/**
 * Vectors far apart from each other: each next one is farthest from the nearest of those before (a
 * maximin design).
 *
 * The first is random, unless some were tried before. Distances are between entries standardised
 * over all vectors. Of equally far ones the first is chosen, and equal vectors only when no others
 * remain.
 * Source: Johnson, Moore and Ylvisaker, "Minimax and Maximin Distance Designs", 1990; greedy as in
 * Gonzalez, 1985.
 *
 * @param tried indices that are not to be returned, and to stay away from
 * @returns at most `count` indices
 */
export function farthest(
  vectors: readonly Float32Array[],
  tried: ReadonlySet<number>,
  count: number,
  random: () => number,
): number[] {
  const points = standardised(vectors);
  const width = vectors[0]!.length;
  const nearest = new Float64Array(vectors.length).fill(Infinity);
  const leave = (from: number) => {
    for (let v = 0; v < vectors.length; v++) {
      let distance = 0;
      for (let i = 0; i < width; i++) distance += (points[v * width + i]! - points[from * width + i]!) ** 2;
      nearest[v] = Math.min(nearest[v]!, distance);
    }
    nearest[from] = -1;
  };
  for (const index of tried) leave(index);
  const picks: number[] = [];
  while (picks.length < Math.min(count, vectors.length - tried.size)) {
    const isFirst = picks.length === 0 && tried.size === 0;
    const pick = isFirst ? Math.floor(random() * vectors.length) : largest(nearest);
    leave(pick);
    picks.push(pick);
  }
  return picks;
}

function largest(values: Float64Array): number {
  let at = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[at]!) at = i;
  return at;
}
