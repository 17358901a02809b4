import { SearchError } from "./errors.ts";

/**
 * IGD+: how far a set of points is behind a reference front on average; 0 where it reaches all of
 * it.
 *
 *   IGD+ = 1/|R| Σ_{r ∈ R} min_{p ∈ P} √Σᵢ max(rᵢ - pᵢ, 0)²
 *
 * All objectives are maximised and should be of like units. Unlike IGD it never gets worse by a
 * point that dominates another.
 * Source: Ishibuchi et al., "Modified Distance Calculation in Generational Distance and Inverted
 * Generational Distance", EMO 2015.
 *
 * @throws SearchError `bad_point` when one of the two is empty
 */
export function igdPlus(points: readonly (readonly number[])[], reference: readonly (readonly number[])[]): number {
  if (points.length === 0 || reference.length === 0) {
    throw new SearchError("bad_point", "IGD+ needs at least one point and one point of reference.");
  }
  let sum = 0;
  for (const r of reference) {
    let nearest = Infinity;
    for (const p of points) {
      let squares = 0;
      for (let i = 0; i < r.length; i++) squares += Math.max(r[i]! - p[i]!, 0) ** 2;
      nearest = Math.min(nearest, squares);
    }
    sum += Math.sqrt(nearest);
  }
  return sum / reference.length;
}
