/** A scheme's rates: what it keeps and what it removes. */
export interface Rated {
  /** AR, a fraction. */
  ar: number;
  /** PR, a fraction. */
  pr: number;
  /** CR, a fraction; absent without a third objective. */
  cr?: number;
}

/** What a scheme of some AR and PR would gain. */
export interface Gain {
  of(ar: number, pr: number): number;
}

/** What improvement is worth. */
export interface Worth {
  /** γ: the reduction from which on all area counts. */
  target: number;
  /** AR at and below which a scheme is worth nothing. */
  floor: number;
  /** What area at PR < γ counts, a fraction of the area above. */
  below: number;
  /** What a rise of the best AR at PR ≥ γ counts, beside the area. */
  atTarget: number;
}

interface Segment {
  from: number;
  to: number;
  /** The highest AR measured at these reductions or above, `floor` where there is none. */
  covered: number;
  weight: number;
}

/**
 * What a scheme of some AR and PR would add to the front of those measured: the area it newly
 * covers, weighted, and the rise of the best AR at γ.
 *
 *   gain(ar, pr) = ∫₀^pr w(q) · max(0, ar - c(q)) dq + atTarget · [pr ≥ γ] · max(0, ar - c(γ))
 *
 * c(q) is the highest AR measured at a reduction of at least q; w is `below` for q < γ and 1 from
 * there on. So the gain of hypervolume is its case `below = 1, atTarget = 0`.
 */
export class FrontGain implements Gain {
  readonly #segments: Segment[] = [];
  readonly #atTarget: { covered: number } & Worth;

  /** @param measured the schemes measured so far, in any order, START included */
  constructor(measured: readonly Rated[], worth: Worth) {
    const { target, floor, below } = worth;
    const front = measured.filter(({ ar, pr }) => ar > floor && pr > 0).sort((a, b) => b.pr - a.pr || b.ar - a.ar);
    const steps: Rated[] = []; // smallest reduction first, AR falling
    let best = floor;
    for (const point of front) {
      if (point.ar <= best) continue;
      best = point.ar;
      steps.unshift(point);
    }
    let from = 0;
    const add = (to: number, covered: number) => {
      for (const [start, end, weight] of [
        [from, Math.min(to, target), below],
        [Math.max(from, target), to, 1],
      ] as const) {
        if (end > start) this.#segments.push({ from: start, to: end, covered, weight });
      }
      from = Math.max(from, to);
    };
    for (const { pr, ar } of steps) add(Math.min(pr, 1), ar);
    add(1, floor);
    const reaching = measured.filter(({ pr }) => pr >= target).map(({ ar }) => ar);
    this.#atTarget = { ...worth, covered: Math.max(floor, ...reaching) };
  }

  /** The gain of a scheme with these rates. */
  of(ar: number, pr: number): number {
    const { target, atTarget, covered } = this.#atTarget;
    let sum = pr >= target ? atTarget * Math.max(0, ar - covered) : 0;
    for (const segment of this.#segments) {
      if (segment.from >= pr) break;
      if (ar > segment.covered) {
        sum += segment.weight * (Math.min(segment.to, pr) - segment.from) * (ar - segment.covered);
      }
    }
    return sum;
  }
}
