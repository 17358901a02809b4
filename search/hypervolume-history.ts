import { hypervolume } from "./hypervolume.ts";

/** The worst [AR, PR] that counts of a front: all of the accuracy lost, nothing removed. */
export const worstOutcome = [-1, 0] as const;

/**
 * The hypervolume of the front after each of many points, as they came. Where a place is null the
 * front stays as it was: a trial that failed, or misses the target.
 *
 * The front is kept from point to point, so what is dominated costs one look at it: n points of
 * which k are on some front cost O(n·f + k·f log f), f being the size of the largest.
 *
 * @throws SearchError `bad_point` as `hypervolume`
 */
export function hypervolumeHistory(
  points: readonly (readonly number[] | null)[],
  reference: readonly number[] = worstOutcome,
): number[] {
  let front: (readonly number[])[] = [];
  let volume = 0;
  return points.map((point) => {
    if (point === null || front.some((other) => isAsGood(other, point))) return volume;
    front = [...front.filter((other) => !isAsGood(point, other)), point];
    volume = hypervolume(front, reference);
    return volume;
  });
}

/** Whether a point is at least as good as another in every objective. */
function isAsGood(point: readonly number[], other: readonly number[]): boolean {
  return point.every((value, k) => value >= other[k]!);
}
