import { hypervolume } from "./hypervolume.ts";

type Point = readonly [number, number];

/**
 * At most `count` points that together add most hypervolume to what is already covered, chosen
 * greedily, best first.
 *
 * Each choice counts as covered for the next, so near-identical points are not chosen twice. Points
 * that add nothing are not chosen. Greedy choice is within 1 - 1/e of the best set, as the gain is
 * submodular.
 * Source: Ulrich and Thiele, "Bounding the Effectiveness of Hypervolume-Based (μ+λ)-Archiving
 * Algorithms", 2012.
 *
 * @param covered points whose area counts already
 * @param reference as in `hypervolume`
 */
export function mostGain<T>(
  points: readonly T[],
  objectives: (point: T) => Point,
  { covered, reference, count }: { covered: readonly Point[]; reference: Point; count: number },
): T[] {
  const left = [...points];
  const area = [...covered];
  const chosen: T[] = [];
  while (chosen.length < count) {
    let most = hypervolume(area, reference);
    let at = -1;
    for (const [i, point] of left.entries()) {
      const gain = hypervolume([...area, objectives(point)], reference);
      if (gain > most) [most, at] = [gain, i];
    }
    if (at === -1) break;
    const [next] = left.splice(at, 1) as [T];
    area.push(objectives(next));
    chosen.push(next);
  }
  return chosen;
}
