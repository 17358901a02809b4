/**
 * How far each point of a front is from its neighbours: the larger, the more isolated.
 *
 * Per objective, the gap between the two neighbours as a share of the whole range, summed over
 * objectives; Infinity for the first and the last of each. An objective in which all points are
 * equal adds nothing.
 * Source: Deb et al., "A Fast and Elitist Multiobjective Genetic Algorithm: NSGA-II", IEEE TEC
 * 2002, section III-B.
 */
export function crowdingDistances(values: readonly (readonly number[])[]): number[] {
  const distances = values.map(() => 0);
  const width = values[0]?.length ?? 0;
  for (let objective = 0; objective < width; objective++) {
    const at = (i: number) => values[i]![objective]!;
    const order = values.map((_, i) => i).sort((i, j) => at(i) - at(j) || i - j);
    const first = order[0]!;
    const last = order.at(-1)!;
    const range = at(last) - at(first);
    if (range === 0) continue;
    distances[first] = Infinity;
    distances[last] = Infinity;
    for (let k = 1; k < order.length - 1; k++) {
      distances[order[k]!]! += (at(order[k + 1]!) - at(order[k - 1]!)) / range;
    }
  }
  return distances;
}
